import { readProcessFigures } from "./process-figures.ts";

const readEveryMs = 500;
/** Of one core. */
const resting = 0.1;

/**
 * Resolves when a process and all below it have done next to nothing for a second: what it does on its own after a change,
 * as closing the registers of a day that was planned late, is not a later scan's.
 */
export async function untilItRests(pid: number): Promise<void> {
  let before = await read(pid);
  for (let quiet = 0; quiet < 2; ) {
    await new Promise((resolve) => setTimeout(resolve, readEveryMs));
    const now = await read(pid);
    quiet = now - before < (resting * readEveryMs) / 1000 ? quiet + 1 : 0;
    before = now;
  }
}

/** Seconds of processor time. */
async function read(pid: number): Promise<number> {
  const { ownCpuSeconds, childCpuSeconds } = await readProcessFigures(pid, false);
  return ownCpuSeconds + childCpuSeconds;
}
