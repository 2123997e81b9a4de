import { readdir, readFile } from "node:fs/promises";

/** What a process and those below it use. */
export interface ProcessFigures {
  readonly processes: number;
  /** Processor time so far, in seconds: of the process itself, and of all below it. */
  readonly ownCpuSeconds: number;
  readonly childCpuSeconds: number;
  /** Sum of what each has in memory; shared pages count once for each process. */
  readonly rssMegabytes: number;
  /** The same with each shared page divided among those who share it. */
  readonly pssMegabytes: number;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
  /** Of those below it that have ended: a connection's process takes its time with it otherwise. */
  readonly endedSeconds: number;
}

/** Ticks of /proc/[pid]/stat; Linux has 100 a second on every platform that Node runs on. */
const ticksPerSecond = 100;

/** Reads processor time, and memory where asked, of a process and all its descendants. Linux only. */
export async function readProcessFigures(root: number, withMemory: boolean): Promise<ProcessFigures> {
  const stats = await readStats();
  const tree = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of stats) {
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid);
        grown = true;
      }
    }
  }
  const members = stats.filter(({ pid }) => tree.has(pid));
  const memory = withMemory ? await Promise.all(members.map(({ pid }) => readMemory(pid))) : [];
  return {
    processes: members.length,
    ownCpuSeconds: members.find(({ pid }) => pid === root)?.cpuSeconds ?? 0,
    childCpuSeconds: members.reduce(
      (sum, { pid, cpuSeconds, endedSeconds }) => sum + (pid === root ? 0 : cpuSeconds + endedSeconds),
      0,
    ),
    rssMegabytes: memory.reduce((sum, { rss }) => sum + rss, 0) / 1e6,
    pssMegabytes: memory.reduce((sum, { pss }) => sum + pss, 0) / 1e6,
  };
}

async function readStats(): Promise<readonly Stat[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
      if (text === null) return null; // it has ended meanwhile
      // The name in parentheses may hold anything; fields are counted from behind it.
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      const seconds = (first: number): number =>
        (Number(fields[first]) + Number(fields[first + 1])) / ticksPerSecond;
      return {
        pid: Number(pid),
        parent: Number(fields[1]),
        cpuSeconds: seconds(11),
        endedSeconds: seconds(13),
      };
    }),
  );
  return stats.filter((stat) => stat !== null);
}

/** In bytes. Zero for a process that has ended meanwhile. */
async function readMemory(pid: number): Promise<{ rss: number; pss: number }> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
  return { rss: kilobytes("Rss") * 1024, pss: kilobytes("Pss") * 1024 };
}
