import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { startServer, type TestServer } from "../parts/server.ts";
import { closeAfterTest } from "./closing.ts";
import { connectPlainSender } from "./plain-sender.ts";
import { readStored, withStore } from "./read-stored.ts";
import { untilReadiness } from "./readiness.ts";

/** Room for a cluster of some 70 MB and its log. */
const diskSize = "160m";

let whyNot: string | null = null;
beforeAll(() => {
  whyNot = whyNoSmallDisk();
  if (whyNot !== null) console.log(`the tests of a full disk are left out: ${whyNot}`);
});

describe("a disk that is full", () => {
  test("is told as such, loses nothing that was acknowledged, and is recovered from once there is room", async (context) => {
    if (whyNot !== null) return context.skip(whyNot);
    const { server, fill, free } = await startOnSmallDisk();
    await recovers(server, fill, free);
  }, 120_000);

  test("is survived where the store's own log finds no room, and the store goes down with it", async (context) => {
    if (whyNot !== null) return context.skip(whyNot);
    const { server, fill, free } = await startOnSmallDisk();
    await recovers(
      server,
      async () => {
        await fill();
        // The next record needs a new segment of the write-ahead log, for which there is no room: PostgreSQL panics.
        await withStore(server, (client) => client.query("select pg_switch_wal()"));
      },
      free,
    );
  }, 120_000);
});

async function recovers(
  server: TestServer,
  fill: () => Promise<void>,
  free: () => Promise<void>,
): Promise<void> {
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  const before = sender.send(100, 1);
  await before.done;

  await fill();
  const during = sender.send(2_000, 1);
  // Free pages of the tables may still take some of them; those are safe, and no more become so.
  await untilReadiness(server, 503, /disk is full/);
  const taken = during.acknowledged.size;
  expect(taken).toBeLessThan(during.ids.length);
  const later = sender.send(50, 1);
  await expect
    .poll(() => systemOf(server))
    .toMatchObject({
      store: { available: false, trouble: expect.stringMatching(/disk is full/) },
    });
  expect(during.acknowledged.size).toBe(taken);
  expect(later.acknowledged.size).toBe(0);

  await free();
  await untilReadiness(server, 200);
  await Promise.all([during.done, later.done]);
  const { rows } = await readStored(server);
  expect([...rows.keys()].sort()).toEqual([...before.ids, ...during.ids, ...later.ids].sort());
  expect([...rows.values()].every((n) => n === 1)).toBe(true);
}

async function systemOf({ url }: TestServer): Promise<unknown> {
  return (await fetch(`${url}/api/v1/system`)).json();
}

async function startOnSmallDisk() {
  const disk = mkdtempSync(join(tmpdir(), "muster-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskSize},mode=0755`, "tmpfs", disk]);
  closeAfterTest(async () => {
    execFileSync("umount", [disk]);
    rmSync(disk, { recursive: true });
  });
  const server = await startServer({ dataFolder: join(disk, "data") });
  closeAfterTest(server.stop);
  const ballast = join(disk, "ballast");
  return { server, fill: () => fillDisk(ballast), free: () => rm(ballast) };
}

/** Writes a file until there is no room for another 4 KiB. */
async function fillDisk(file: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    for (let size = 1024 * 1024; size >= 4096; size /= 2) {
      const block = Buffer.alloc(size, 1);
      for (;;) {
        const { bytesWritten } = await handle.write(block);
        if (bytesWritten < size) break;
      }
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  } finally {
    await handle.close();
  }
}

/** Why this machine gives no small disk to a test, or null when it does. */
function whyNoSmallDisk(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "only root on Linux may mount a small disk";
  const disk = mkdtempSync(join(tmpdir(), "muster-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], { stdio: "pipe" });
    execFileSync("umount", [disk], { stdio: "pipe" });
    return null;
  } catch (error) {
    return `mount says no: ${error instanceof Error ? error.message.split("\n")[1] : String(error)}`;
  } finally {
    rmSync(disk, { recursive: true, force: true });
  }
}
