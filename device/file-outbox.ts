import { appendFile, type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { readOutboxLine, writeOutboxLine } from "./outbox-line.ts";

export interface FileOutboxOptions {
  /** The folder of the outbox; made when missing. One device uses it, and nobody else. */
  readonly folder: string;
  /**
   * Told at `open` when whole lines of the log could not be read, as after a disk fault. They are kept in
   * `file`, for a person to look at. The part of a line at the end of the log is not damage: the device died
   * while it wrote, before it confirmed that line.
   */
  readonly onDamage?: (damage: { readonly lines: number; readonly file: string }) => void;
}

/** The log is rewritten once it holds this many lines for nothing, and more of them than entries that wait. */
const deadLinesBeforeRewrite = 1_000;

interface Write {
  readonly change: { readonly add: OutboxEntry } | { readonly remove: readonly string[] };
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * An outbox in a folder, for Node: an append-only log, synced to the disk before `add` resolves. Whatever is
 * asked for while one sync runs shares the next one.
 */
export function createFileOutbox({ folder, onDamage }: FileOutboxOptions): Outbox {
  const file = join(folder, "outbox.log");
  const entries = new Map<string, OutboxEntry>();
  let log: FileHandle | null = null;
  /** Lines of the log that tell of no waiting entry: removals, and what they removed. */
  let deadLines = 0;
  /** After a failed write nobody knows what the log's end looks like: it is written afresh before it grows. */
  let endUnknown = false;
  let queue: Write[] = [];
  let writing: Promise<void> | null = null;
  let closed = false;

  /** Writes the waiting entries to a new log and puts it in the old one's place in one step. */
  async function rewrite(): Promise<void> {
    const next = await open(`${file}.new`, "w");
    try {
      await next.writeFile([...entries.values()].map((entry) => writeOutboxLine({ add: entry })).join(""));
      await next.sync();
      await rename(`${file}.new`, file);
    } catch (error) {
      await next.close();
      // On a full disk the failed copy would keep the room that the next try needs.
      await rm(`${file}.new`, { force: true });
      throw error;
    }
    await log?.close();
    log = next;
    deadLines = 0;
    endUnknown = false;
    await syncFolder(folder);
  }

  async function write(group: readonly Write[]): Promise<void> {
    for (const { change } of group) {
      if ("add" in change) {
        entries.set(change.add.scan.event_id, change.add);
      } else {
        deadLines += 1;
        for (const id of change.remove) if (entries.delete(id)) deadLines += 1;
      }
    }
    try {
      if (log === null || endUnknown || deadLines > Math.max(deadLinesBeforeRewrite, entries.size)) {
        await rewrite();
        return;
      }
      await log.appendFile(group.map(({ change }) => writeOutboxLine(change)).join(""));
      // A lost removal does no harm (the interface says why), so removals alone need not wait for the disk.
      if (group.some(({ change }) => "add" in change)) await log.datasync();
    } catch (error) {
      endUnknown = true;
      for (const { change } of group) if ("add" in change) entries.delete(change.add.scan.event_id);
      throw error;
    }
  }

  async function writeQueue(): Promise<void> {
    while (queue.length > 0) {
      const group = queue;
      queue = [];
      try {
        await write(group);
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    writing = null;
  }

  function enqueue(change: Write["change"]): Promise<void> {
    if (closed || log === null) return Promise.reject(new Error(`the outbox in ${folder} is not open`));
    return new Promise((done, failed) => {
      queue.push({ change, done, failed });
      writing ??= writeQueue();
    });
  }

  return {
    async open() {
      await makeFolder(folder);
      const { changes, damaged } = await readLog(file);
      for (const change of changes) {
        if ("add" in change) entries.set(change.add.scan.event_id, change.add);
        else for (const id of change.remove) entries.delete(id);
      }
      if (damaged.length > 0) {
        const aside = join(folder, "outbox.damaged");
        await appendFile(aside, damaged.map((line) => `${line}\n`).join(""), { flush: true });
        onDamage?.({ lines: damaged.length, file: aside });
      }
      await rewrite();
      return [...entries.values()];
    },
    add: (entry) => enqueue({ add: entry }),
    remove: (eventIds) => enqueue({ remove: eventIds }),
    async close() {
      closed = true;
      await writing;
      await log?.close();
      log = null;
    },
  };
}

async function readLog(file: string) {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  // What follows the last line end: nothing, or the part of a line whose writing was cut short.
  lines.pop();
  const changes = [];
  const damaged = [];
  for (const line of lines) {
    const change = readOutboxLine(line);
    if (change === null) damaged.push(line);
    else changes.push(change);
  }
  return { changes, damaged };
}

/** Makes a folder such that it is still there after a power cut. */
async function makeFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true });
  if (topmost === undefined) return;
  const stop = dirname(resolve(topmost));
  for (let parent = dirname(resolve(folder)); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === stop || parent === dirname(parent)) return;
  }
}

/** Makes names in a folder durable. Windows cannot sync a folder, and its file systems journal names by themselves. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
