import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Aedes } from "aedes";
import { connect } from "mqtt";

/** A real broker of a test. */
export interface TestBroker {
  readonly url: string;
  /** Ends it as a power cut would, with everything it held in memory. */
  kill(): Promise<void>;
  /** Another one at the same address. */
  restart(): Promise<TestBroker>;
}

/** The broker that Muster embeds. */
export async function startAedes(port = 0): Promise<TestBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => broker.handle(socket));
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the broker has no port");
  let killed = false;
  const kill = async () => {
    if (killed) return;
    killed = true;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    await new Promise<void>((done) => broker.close(done));
  };
  return {
    url: `mqtt://127.0.0.1:${address.port}`,
    kill,
    restart: async () => {
      await kill();
      return startAedes(address.port);
    },
  };
}

/** Where mosquitto is installed, or undefined: Debian puts it where not every PATH looks. */
export const mosquittoPath = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]
  .map((folder) => join(folder, "mosquitto"))
  .find(existsSync);

/** The broker that most schools run. */
export async function startMosquitto(port?: number): Promise<TestBroker> {
  const taken = port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), "mosquitto-"));
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, `listener ${taken} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  if (mosquittoPath === undefined) throw new Error("mosquitto is not installed");
  const child = spawn(mosquittoPath, ["-c", config], { stdio: "ignore" });
  const exited = once(child, "exit");
  const url = `mqtt://127.0.0.1:${taken}`;
  const probe = connect(url, { reconnectPeriod: 20 });
  await new Promise<void>((listening, failed) => {
    probe.on("connect", () => listening());
    probe.on("error", (error) => {
      // Refused until it listens; anything else is trouble.
      if (!error.message.includes("ECONNREFUSED")) failed(error);
    });
  });
  await probe.endAsync();
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url,
    kill,
    restart: async () => {
      await kill();
      return startMosquitto(taken);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was free");
  return address.port;
}
