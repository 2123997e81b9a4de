import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { connect as connectTls, type DetailedPeerCertificate, type PeerCertificate } from "node:tls";
import { promisify } from "node:util";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type EmbeddedBroker,
  startEmbeddedBroker,
} from "../../../src/adapters/broker/start-embedded-broker.ts";
import { createDeviceBook, type DeviceBook } from "../../../src/app/devices/create-device-book.ts";
import { createDevices, type Devices } from "../../../src/app/devices/create-devices.ts";
import { routeTopics } from "../../../src/app/ingest/route-topics.ts";
import { systemClock } from "../../../src/entry/system-clock.ts";
import { closed, publish } from "../../hostile/publish.ts";
import { needs } from "../../parts/need.ts";
import { anybodyHere } from "../../support/anybody-here.ts";
import { memoryDeviceStore } from "../../support/memory-device-store.ts";

const openssl = needs("openssl");
const run = promisify(execFile);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const technician = { id: "technician", role: "technician" };

describe.skipIf(openssl === null)("the broker over TLS", () => {
  let folder: string;
  let book: DeviceBook;
  let devices: Devices;
  let broker: EmbeddedBroker;
  let key = "";
  const submitted: string[] = [];
  const clients: MqttClient[] = [];
  const file = (name: string): string => path.join(folder, name);

  /** A certificate that signs itself, or that an authority signs. */
  async function certify(name: string, commonName: string, by?: string): Promise<void> {
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    const of = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`), "-subj", `/CN=${commonName}`];
    const signed = by === undefined ? [] : ["-CA", file(`${by}.pem`), "-CAkey", file(`${by}.key`)];
    await run(openssl ?? "", ["req", "-x509", ...kind, ...of, ...signed]);
  }
  async function use(name: string): Promise<void> {
    await copyFile(file(`${name}.key`), file("key"));
    await copyFile(file(`${name}.pem`), file("cert"));
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "muster-mqtts-"));
    for (const name of ["first", "second", "authority", "stranger"]) await certify(name, name);
    await certify("door", "door-1", "authority");
    await certify("forged", "door-1", "stranger");
    await use("first");
    const store = memoryDeviceStore();
    book = await createDeviceBook({ store, clock: systemClock, log });
    devices = createDevices({
      store,
      site: "main",
      made: [],
      clock: systemClock,
      log,
      onChanged: () => book.refresh(),
    });
    const added = await devices.add({ name: "door-1", kind: "native" }, technician);
    if ("refused" in added) throw new Error(added.refused.detail);
    ({ key } = added);
    broker = await startEmbeddedBroker({
      hosts: ["127.0.0.1"],
      port: 0,
      tls: { hosts: ["127.0.0.1"], port: 0, cert: file("cert"), key: file("key"), ca: file("authority.pem") },
      ingest: () => ({
        submit: async ({ topic }) => void submitted.push(topic),
        refuse: async () => undefined,
      }),
      routes: routeTopics(),
      access: { ...(await anybodyHere()), book, anonymous: "off" },
      onUnread: () => undefined,
      clock: systemClock,
      log,
    });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.end(true);
  });
  afterAll(async () => {
    book.stop();
    await broker.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function connect(options: IClientOptions): Promise<MqttClient> {
    const client = await connectAsync(`mqtts://127.0.0.1:${broker.tlsPort}`, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      rejectUnauthorized: false,
      ...options,
    });
    client.on("error", () => undefined);
    clients.push(client);
    return client;
  }
  const shown = async (name: string): Promise<IClientOptions> => ({
    cert: await readFile(file(`${name}.pem`)),
    key: await readFile(file(`${name}.key`)),
  });

  test("a name and a key let a device in, and nobody without", async () => {
    const client = await connect({ username: "door-1", password: key });
    await publish(client, "muster/v1/main/door-1/scan", "x", { qos: 1 });
    expect(submitted).toEqual(["muster/v1/main/door-1/scan"]);
    await expect(connect({})).rejects.toThrow();
    await expect(connect({ username: "door-1", password: "x" })).rejects.toThrow();
  });

  test("so does a certificate of our authority, by its common name, until the device is disabled", async () => {
    const client = await connect(await shown("door"));
    await publish(client, "muster/v1/main/door-1/heartbeat", "x", { qos: 1 });
    await expect(publish(client, "muster/v1/main/door-2/scan", "x", { qos: 1 })).rejects.toThrow();
    await expect(connect(await shown("forged"))).rejects.toThrow();
    await expect(connect({ ...(await shown("door")), username: "door-2", password: "" })).rejects.toThrow();
    const again = await connect(await shown("door"));
    const gone = closed(again);
    await devices.disable("door-1", technician);
    await gone;
    await expect(connect(await shown("door"))).rejects.toThrow();
    await devices.enable("door-1", technician);
  });

  test("renewed files are taken over without a restart, and nobody is thrown out", async () => {
    const client = await connect({ username: "door-1", password: key });
    await use("second");
    const nameOf = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const socket = connectTls({
          host: "127.0.0.1",
          port: broker.tlsPort ?? 0,
          rejectUnauthorized: false,
        });
        socket.once("error", reject);
        socket.once("secureConnect", () => {
          const certificate: PeerCertificate | DetailedPeerCertificate = socket.getPeerCertificate();
          socket.destroy();
          resolve(certificate.subject.CN);
        });
      });
    await expect.poll(nameOf, { timeout: 60_000, interval: 500 }).toBe("second");
    await publish(client, "muster/v1/main/door-1/heartbeat", "x", { qos: 1 });
  });
});
