import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFileOutbox } from "../../device/file-outbox.ts";
import type { OutboxEntry } from "../../device/outbox.ts";
import { buildForNode } from "../parts/build-for-node.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outbox-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = () => join(folder, "outbox.log");

function entry(value = "CSAI1001"): OutboxEntry {
  return {
    scan: {
      v: 1,
      event_id: uuidv7(),
      occurred_at: "2026-11-23T09:03:07Z",
      subject: { scheme: "student_id", value },
    },
    recordedAt: 1,
  };
}

async function contents(): Promise<readonly OutboxEntry[]> {
  const outbox = createFileOutbox({ folder });
  const entries = await outbox.open();
  await outbox.close();
  return entries;
}

test("what was added and not removed is there again, in its order, also for ids beyond ASCII", async () => {
  const outbox = createFileOutbox({ folder: join(folder, "not", "yet") });
  expect(await outbox.open()).toEqual([]);
  const entries = [entry("Łukasz"), entry("李"), entry("C")];
  await Promise.all(entries.map((each) => outbox.add(each)));
  await outbox.remove([entries[1]?.scan.event_id ?? ""]);
  await outbox.close();
  const again = createFileOutbox({ folder: join(folder, "not", "yet") });
  expect(await again.open()).toEqual([entries[0], entries[2]]);
  await again.close();
});

test("nothing is confirmed before its sync, and what comes during one sync shares the next", async () => {
  const outbox = createFileOutbox({ folder });
  await outbox.open();
  const handle = await open(log(), "r");
  let release = () => {};
  const gate = new Promise<void>((open) => {
    release = open;
  });
  const datasync = vi.spyOn(Object.getPrototypeOf(handle), "datasync").mockImplementationOnce(() => gate);
  const confirmed: string[] = [];
  const first = outbox.add(entry()).then(() => confirmed.push("first"));
  await vi.waitUntil(() => datasync.mock.calls.length === 1);
  const others = Array.from({ length: 50 }, () => outbox.add(entry()).then(() => confirmed.push("other")));
  await readFile(log());
  expect(confirmed).toEqual([]);
  release();
  await Promise.all([first, ...others]);
  expect(confirmed).toEqual(["first", ...others.map(() => "other")]);
  expect(datasync).toHaveBeenCalledTimes(2);
  await outbox.remove(["unknown"]);
  expect(datasync).toHaveBeenCalledTimes(2);
  datasync.mockRestore();
  await handle.close();
  await outbox.close();
});

test("a line cut short anywhere is passed over, and what is added next is not lost with it", async () => {
  const outbox = createFileOutbox({ folder });
  await outbox.open();
  const kept = entry();
  await outbox.add(kept);
  const whole = (await stat(log())).size;
  await outbox.add(entry());
  await outbox.close();
  const full = await readFile(log());
  for (let length = whole; length < full.length; length += 17) {
    await writeFile(log(), full);
    await truncate(log(), length);
    const cut = createFileOutbox({ folder });
    expect(await cut.open()).toEqual([kept]);
    const next = entry();
    await cut.add(next);
    await cut.close();
    expect(await contents()).toEqual([kept, next]);
  }
});

test("a line that has rotted is put aside and told, and the others are kept", async () => {
  const outbox = createFileOutbox({ folder });
  await outbox.open();
  const [first, second] = [entry("before"), entry("after")];
  await outbox.add(first);
  await outbox.add(entry("rotten"));
  await outbox.add(second);
  await outbox.close();
  await writeFile(log(), (await readFile(log(), "utf8")).replace("rotten", "rOtten"));
  await appendFile(log(), "\u0000\u0000\u0000\n");
  const damages: { lines: number; file: string }[] = [];
  const again = createFileOutbox({ folder, onDamage: (damage) => damages.push(damage) });
  expect(await again.open()).toEqual([first, second]);
  await again.close();
  expect(damages).toMatchObject([{ lines: 2 }]);
  expect(await readFile(damages[0]?.file ?? "", "utf8")).toContain("rOtten");
  expect(await contents()).toEqual([first, second]);
});

test("the log does not grow with what has come and gone", async () => {
  const outbox = createFileOutbox({ folder });
  await outbox.open();
  const waiting = entry();
  await outbox.add(waiting);
  const sizes = [];
  for (let round = 0; round < 40; round += 1) {
    const batch = Array.from({ length: 100 }, () => entry());
    await Promise.all(batch.map((each) => outbox.add(each)));
    await outbox.remove(batch.map(({ scan }) => scan.event_id));
    sizes.push((await stat(log())).size);
  }
  await outbox.close();
  expect(Math.max(...sizes)).toBeLessThan(400_000);
  expect(await contents()).toEqual([waiting]);
});

test("a stale copy from a rewrite that a crash cut short does no harm", async () => {
  const outbox = createFileOutbox({ folder });
  await outbox.open();
  const kept = entry();
  await outbox.add(kept);
  await outbox.close();
  await writeFile(`${log()}.new`, "half a rewri");
  expect(await contents()).toEqual([kept]);
});

test("before open and after close nothing is taken", async () => {
  const outbox = createFileOutbox({ folder });
  await expect(outbox.add(entry())).rejects.toThrow(/not open/);
  await outbox.open();
  await outbox.close();
  await expect(outbox.add(entry())).rejects.toThrow(/not open/);
});

test.skipIf(process.platform === "win32")(
  "a full disk refuses what it cannot keep, keeps what it confirmed, and works again with room",
  async () => {
    const script = await buildForNode(new URL("fill-outbox.ts", import.meta.url));
    // 64 blocks of 512 or 1,024 bytes: a write beyond them fails part-way, as on a disk that has filled up.
    const child = spawn("sh", ["-c", 'ulimit -f 64; exec "$0" "$@"', process.execPath, script, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let told = "";
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    expect(await once(child, "close")).toEqual([0, null]);
    const { stored, refused, removed, later } = JSON.parse(told) as Record<string, string[]>;
    expect(stored?.length).toBeGreaterThan(60);
    expect(refused?.length).toBeGreaterThan(60);
    expect(later).toHaveLength(20);
    const expected = [...(stored ?? []), ...(later ?? [])].filter((id) => !removed?.includes(id));
    expect((await contents()).map(({ scan }) => scan.event_id)).toEqual(expected);
  },
);
