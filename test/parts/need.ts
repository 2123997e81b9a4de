import { findPart, type Part, parts } from "./find-part.ts";

/** Whether a missing part is a failure (in continuous integration) or only a skipped test (on a newcomer's machine). */
export function isStrict(): boolean {
  return process.env.CI === "true" || process.env.CI === "1";
}

/**
 * The path of a program that tests need, or null where it is missing: then they skip, as in
 * `describe.skipIf(needs("mosquitto") === null)`, and the run's end says so in one line. Throws where the run is
 * strict, so that the file that needs it fails.
 *
 * @param find where it is looked for
 */
export function needs(part: Part, find: typeof findPart = findPart): string | null {
  const found = find(part);
  if (found === null && isStrict()) throw new Error(`${part} is missing: ${parts[part].remedy}.`);
  return found;
}

/**
 * The path of a program that the test now running needs; where it is missing the test ends here, as skipped. For what
 * starts a part in the middle of a test. Throws where the run is strict, and outside of a test.
 */
export async function needsOrSkips(part: Part): Promise<string> {
  const found = needs(part);
  if (found !== null) return found;
  // Loaded here alone: what starts a part is used by processes of their own as well, where Vitest is not.
  const { TestRunner } = await import("vitest");
  const running = TestRunner.getCurrentTest();
  if (running === undefined) throw new Error(`${part} is missing, and no test is running that could skip.`);
  return running.context.skip(`${part} is missing`);
}
