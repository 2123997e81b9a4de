import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";

/** Profiles a Node process from outside, one file for each thing that is measured. */
export interface Profiler {
  start(): Promise<void>;
  /** Writes what was profiled since to a file named after what was measured and how often that was. */
  stop(label: string): Promise<void>;
  close(): void;
}

const targets = z.tuple([z.object({ webSocketDebuggerUrl: z.string() })]);
const answer = z.object({ id: z.int(), result: z.record(z.string(), z.unknown()) });

/** Attaches to the inspector that a Node process has opened on a port of this machine. */
export async function attachProfiler(port: number, folder: string): Promise<Profiler> {
  await mkdir(folder, { recursive: true });
  const listed = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [{ webSocketDebuggerUrl }] = targets.parse(await listed.json());
  const socket = new WebSocket(webSocketDebuggerUrl, { maxPayload: 1 << 30 });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const asked = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
  socket.on("message", (data: Buffer) => {
    const { id, result } = answer.parse(JSON.parse(data.toString()));
    asked.get(id)?.(result);
    asked.delete(id);
  });
  let last = 0;
  function ask(method: string, params = {}): Promise<Readonly<Record<string, unknown>>> {
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      asked.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
  }
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: 500 });
  const times = new Map<string, number>();
  return {
    async start() {
      await ask("Profiler.start");
    },
    async stop(label) {
      const { profile } = await ask("Profiler.stop");
      const time = (times.get(label) ?? 0) + 1;
      times.set(label, time);
      const name = `${label.replaceAll(/[^a-z0-9]+/giu, "-")}-${time}.cpuprofile`;
      await writeFile(path.join(folder, name), JSON.stringify(profile));
    },
    close: () => socket.close(),
  };
}

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === "string"
          ? reject(new Error("no port is free"))
          : resolve(address.port),
      );
    });
  });
}
