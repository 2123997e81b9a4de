import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Burst, createLedger } from "./burst.ts";
import type { Place } from "./draw-scan.ts";

/** A reference device in a process of its own, on one outbox across its lives. */
export interface BurstDeviceProcess extends Burst {
  /** Ends it as a power cut would, and starts the next on the same outbox; resolves when that has connected. */
  killAndRestart(): Promise<void>;
}

/** Starts a device that records bursts; what it said before it died counts, whatever the kill cut off does not. */
export async function startBurstDeviceProcess(options: {
  /** The built `device-process.ts`. */
  readonly script: string;
  readonly url: string;
  readonly seed: number;
  readonly places: readonly Place[];
  /** Fills the folder of the outbox before the first life begins; resolves with the ids that wait there. */
  readonly prepare?: (folder: string) => Promise<readonly string[]>;
}): Promise<BurstDeviceProcess> {
  const ledger = createLedger();
  const folder = await mkdtemp(join(tmpdir(), "muster-burst-"));
  const places = join(folder, "places.json");
  await writeFile(places, JSON.stringify(options.places));
  const outbox = join(folder, "outbox");
  for (const id of (await options.prepare?.(outbox)) ?? []) ledger.send(id);
  let lives = 0;
  let child = await live();

  async function live(): Promise<ChildProcess> {
    lives += 1;
    const started = spawn(
      process.execPath,
      [options.script, options.url, outbox, String(options.seed + lives), places],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    // Told to drain when it is dead already: nobody needs to hear it.
    started.stdin.on("error", () => undefined);
    const lines = createInterface({ input: started.stdout });
    const online = new Promise<void>((resolve, reject) => {
      lines.on("line", (line) => {
        const [word, id] = line.split(" ");
        if (word === "online") resolve();
        // A line may be cut short by the kill.
        else if (id?.length === 36 && word === "recorded") ledger.send(id);
        else if (id?.length === 36 && word === "receipted") {
          // One life may have died between recording a scan and saying so, and the next have sent it.
          ledger.send(id);
          ledger.settle([id]);
        }
      });
      started.once("exit", (code, signal) => reject(new Error(`the device ended with ${signal ?? code}`)));
    });
    await online;
    return started;
  }

  async function end(): Promise<void> {
    const ended = once(child, "close");
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await ended;
  }

  return {
    sent: ledger.sent,
    safe: ledger.safe,
    moreSafe: ledger.moreSafe,
    async killAndRestart() {
      await end();
      child = await live();
    },
    async drain() {
      const ended = once(child, "close");
      child.stdin?.write("drain\n");
      const [code] = await ended;
      if (code !== 0) throw new Error(`the device could not empty its outbox and ended with ${code}`);
    },
    async close() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
