import { once } from "node:events";
import { createServer } from "node:net";
import { Aedes } from "aedes";
import { afterEach, expect, test } from "vitest";
import { probeBroker } from "../../../src/adapters/mqtt/probe-broker.ts";
import { freePort, startMosquitto } from "../../parts/mosquitto.ts";

const host = "127.0.0.1";
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function listen(handle: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(handle).listen(0, host);
  await once(server, "listening");
  opened.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}

test("an open mosquitto lets us in, and keeps nothing of the visit", async () => {
  const broker = await startMosquitto({ persistence: true });
  opened.push(() => broker.remove());
  expect(await probeBroker({ host, port: broker.port })).toEqual({
    kind: "mqtt",
    letsUsIn: true,
    protocolVersion: 5,
  });
  await broker.logged(/Received DISCONNECT from muster-visit-/);
  expect(broker.log.some((line) => /as muster-visit-\w+ \(p5, c1,/.test(line))).toBe(true);
  expect(broker.log.filter((line) => /Received PUBLISH/.test(line))).toEqual([]);
});

test("a mosquitto that wants a password does not let us in", async () => {
  const broker = await startMosquitto({ users: { somebody: "else" } });
  opened.push(() => broker.remove());
  expect(await probeBroker({ host, port: broker.port })).toEqual({
    kind: "mqtt",
    letsUsIn: false,
    reason: "Not authorized",
  });
});

test("a broker of 3.1.1 alone lets us in", async () => {
  const aedes = await Aedes.createBroker();
  opened.push(() => aedes.close());
  expect(await probeBroker({ host, port: await listen(aedes.handle) })).toEqual({
    kind: "mqtt",
    letsUsIn: true,
    protocolVersion: 4,
  });
});

test("a broker that keeps access/result to itself does not let us in", async () => {
  const aedes = await Aedes.createBroker({ authorizeSubscribe: (_client, _asked, done) => done(null, null) });
  opened.push(() => aedes.close());
  expect(await probeBroker({ host, port: await listen(aedes.handle) })).toEqual({
    kind: "mqtt",
    letsUsIn: false,
    reason: "it refuses the subscription to access/result",
  });
});

test.each([
  ["says nothing", () => {}],
  ["hangs up", (socket: { end(): void }) => socket.end()],
  ["speaks HTTP", (socket: { end(text: string): void }) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["greets like SSH", (socket: { write(text: string): void }) => socket.write("SSH-2.0-OpenSSH_9.6\r\n")],
])("a server that %s is something else", async (_, handle) => {
  expect(await probeBroker({ host, port: await listen(handle) })).toEqual({ kind: "other" });
});

test("a free port is nothing", async () => {
  expect(await probeBroker({ host, port: await freePort() })).toEqual({ kind: "nothing" });
});
