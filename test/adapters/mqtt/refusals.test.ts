import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { connect } from "mqtt";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  connectExternalBroker,
  type ExternalBrokerOptions,
} from "../../../src/adapters/mqtt/connect-external-broker.ts";
import { startMosquitto } from "../../parts/mosquitto.ts";
import { nextEvent } from "./next-event.ts";

vi.setConfig({ testTimeout: 30_000 });

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** What `handle` makes of each connection, on a free port. */
async function listen(handle: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    handle(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return `mqtt://127.0.0.1:${address.port}`;
}

async function connectTo(url: string, options: Partial<ExternalBrokerOptions> = {}) {
  const broker = await connectExternalBroker({
    url,
    clientId: "server",
    subscriptions: ["access/result"],
    intake: { submit: async () => {} },
    log: () => {},
    ...options,
  });
  opened.push(() => broker.close());
  return broker;
}

test("a broker that refuses MQTT 5 is spoken to in 3.1.1", async () => {
  const aedes = await Aedes.createBroker();
  opened.push(() => new Promise<void>((resolve) => aedes.close(resolve)));
  const broker = await connectTo(await listen(aedes.handle));
  expect(broker.state()).toMatchObject({ connected: true, protocolVersion: 4 });
});

test("a broker that hangs up on MQTT 5 is spoken to in 3.1.1", async () => {
  const aedes = await Aedes.createBroker();
  opened.push(() => new Promise<void>((resolve) => aedes.close(resolve)));
  const url = await listen((socket) => {
    socket.once("data", (greeting) => {
      // The version stands behind the fixed header and the name MQTT.
      const version = greeting[8];
      if (version === 5) return socket.end();
      aedes.handle(socket);
      socket.unshift(greeting);
    });
  });
  const broker = await connectTo(url);
  expect(broker.state()).toMatchObject({ connected: true, protocolVersion: 4 });
});

test("a broker that lets nobody subscribe is refused by name of the topic", async () => {
  const aedes = await Aedes.createBroker({
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, subscription.topic === "no" ? null : subscription),
  });
  opened.push(() => new Promise<void>((resolve) => aedes.close(resolve)));
  const attempt = connectTo(await listen(aedes.handle), { subscriptions: ["yes", "no"] });
  await expect(attempt).rejects.toThrow(/refused the subscription to no\. Allow/);
});

test.each([
  ["a word", "broker", /not a URL/],
  ["another protocol", "http://user:s3cret@broker", /mqtt:\/\/.*not http:/],
  ["no host", "mqtt://", /names no host/],
  ["a stray percent sign", "mqtt://user:s3%cret@broker", /%25/],
])("%s for an address is refused without quoting it", async (_, url, message) => {
  const attempt = connectTo(url);
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.not.toThrow(/s3/);
});

describe.each([4, 5] as const)("one client id used twice over MQTT version %i", (version) => {
  test("ends, where the broker does not tell, in a fault after five rounds and not in a fight without end", async () => {
    const mosquitto = await startMosquitto();
    opened.push(() => mosquitto.remove());
    let faulted: (fault: Error) => void = () => {};
    const faults = new Promise<Error>((resolve) => {
      faulted = resolve;
    });
    const log: { event: string }[] = [];
    const broker = await connectTo(mosquitto.url, {
      protocolVersion: version,
      onFault: faulted,
      log: (line) => log.push(line),
    });
    const other = connect(mosquitto.url, {
      clientId: "server",
      clean: false,
      reconnectPeriod: 100,
      protocolVersion: version,
    });
    opened.push(() => other.endAsync(true));
    const fault = await faults;
    expect(fault.message).toMatch(/client id server .* Stop the other server/);
    expect(broker.state()).toMatchObject({ connected: false, fault: fault.message });
    await expect(broker.publish("t", "", { qos: 1 })).rejects.toBe(fault);
    expect(log.filter(({ event }) => event === "mqtt_connected")).toHaveLength(5);

    if (!other.connected) await nextEvent(other, "connect");
    await other.publishAsync("t", "", { qos: 1 });
    expect(other.connected).toBe(true);
  });
});

test("a session that the broker says was taken over is not taken back", async () => {
  let greetings = 0;
  const url = await listen((socket) => {
    // An MQTT 5 broker of three answers, in bytes: CONNACK, SUBACK with QoS 1, and to a message DISCONNECT with 0x8E.
    socket.on("data", (packet) => {
      if (packet[0] === 0x10) {
        greetings += 1;
        socket.write(Buffer.of(0x20, 3, 0, 0, 0));
      } else if (packet[0] === 0x82) {
        socket.write(Buffer.of(0x90, 4, packet[2] ?? 0, packet[3] ?? 0, 0, 1));
      } else if (packet[0] === 0x30) {
        socket.end(Buffer.of(0xe0, 2, 0x8e, 0));
      }
    });
  });
  let faulted: (fault: Error) => void = () => {};
  const faults = new Promise<Error>((resolve) => {
    faulted = resolve;
  });
  const broker = await connectTo(url, { onFault: faulted });
  await broker.publish("t", "", { qos: 0 });
  expect((await faults).message).toMatch(/took over the MQTT client id server/);
  await broker.close();
  expect(greetings).toBe(1);
});
