import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { tellGuard } from "./guard.ts";

/** Where Linux keeps files in memory. */
const inMemory = "/dev/shm";
/** What a run takes of it at most, several times over. */
const roomBytes = 4 * 1024 ** 3;

/**
 * Set up once for a run: its files are kept in memory where there is room for them. A database is some thousand files of
 * a few kilobytes each, and on a disk making them costs ten times what it costs there (0.04 and 0.5 s of processor time),
 * for each of a thousand tests. Elsewhere they stay where the system keeps such files.
 */
export default function setUp(): (() => void) | undefined {
  const folder = folderInMemory();
  if (folder === null) return undefined;
  const before = process.env.TMPDIR;
  // Each process of the run begins with it.
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true, force: true });
    tellGuard({ release: folder });
  };
}

function folderInMemory(): string | null {
  if (process.platform !== "linux" || process.env.TMPDIR !== undefined || !hasRoom()) return null;
  const folder = mkdtempSync(path.join(inMemory, "muster-"));
  tellGuard({ watch: folder, pid: null });
  // As open as /tmp is: a PostgreSQL that root starts runs as somebody else.
  chmodSync(folder, 0o1777);
  // A container may forbid to run what lies there.
  const script = path.join(folder, "may-run");
  writeFileSync(script, "#!/bin/sh\n", { mode: 0o755 });
  if (spawnSync(script).status === 0) return folder;
  rmSync(folder, { recursive: true });
  tellGuard({ release: folder });
  return null;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return Math.min(bavail * bsize, os.freemem()) >= roomBytes;
  } catch {
    return false; // there is no such place, or it may not be asked
  }
}
