import { connect } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConnectionState } from "../../device/create-connection.ts";
import {
  createDevice,
  type Device,
  type DeviceOptions,
  type RejectedScan,
} from "../../device/create-device.ts";
import type { DeviceClock } from "../../device/device-clock.ts";
import { createMemoryOutbox } from "../../device/memory-outbox.ts";
import type { Outbox } from "../../device/outbox.ts";
import { createHandTimer } from "./hand-timer.ts";
import { mosquittoPath, startAedes, startMosquitto, type TestBroker } from "./start-broker.ts";
import { type Answer, type Receiver, startReceiver } from "./start-receiver.ts";

const scan = {
  subject: { scheme: "student_id", value: "CSAI1001" },
  decision: "granted",
  location: "BSB214",
} as const;
const statusTopic = "muster/v1/school/camera/status";

/** For tests in which receipts are lost. */
const impatient = { receiptTimeoutMs: 50, retry: { firstMs: 20, mostMs: 100 } };

/** A device under test, with what it told. */
interface Told {
  readonly device: Device;
  readonly outbox: Outbox;
  readonly receipts: string[];
  readonly rejected: RejectedScan[];
  readonly faults: Error[];
  readonly states: ConnectionState[];
  /** Resolves as soon as `seen` holds; asked again after everything the device tells. */
  until(seen: () => boolean): Promise<void>;
}

describe.each([
  { name: "aedes", startBroker: startAedes, installed: true },
  { name: "mosquitto", startBroker: startMosquitto, installed: mosquittoPath !== undefined },
])("with $name", ({ startBroker, installed }) => {
  let broker: TestBroker;
  const closers: (() => Promise<unknown>)[] = [];

  beforeEach(async ({ skip }) => {
    if (!installed) skip("it is not installed");
    broker = await startBroker();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    if (installed) await broker.kill();
  });

  async function receive(
    decide?: (scan: { event_id: string }, timesSeen: number) => Answer,
  ): Promise<Receiver> {
    const receiver = await startReceiver(broker.url, decide);
    closers.push(receiver.stop);
    return receiver;
  }

  function make(options: Partial<DeviceOptions> = {}): Told {
    const outbox = options.outbox ?? createMemoryOutbox();
    const told = {
      receipts: [] as string[],
      rejected: [] as RejectedScan[],
      faults: [] as Error[],
      states: [] as ConnectionState[],
    };
    const checks = new Set<() => void>();
    const check = () => {
      for (const each of checks) each();
    };
    const device = createDevice({
      site: "school",
      device: "camera",
      url: broker.url,
      clock: { now: () => Date.now(), state: () => "ntp" },
      reconnect: { firstMs: 30, mostMs: 100 },
      onReceipt: (ids) => {
        told.receipts.push(...ids);
        check();
      },
      onRejected: (rejected) => {
        told.rejected.push(...rejected);
        check();
      },
      onState: (state) => {
        told.states.push(state);
        check();
      },
      onFault: (error) => {
        told.faults.push(error);
        check();
      },
      ...options,
      outbox,
    });
    return {
      ...told,
      device,
      outbox,
      until: (seen) =>
        new Promise((done) => {
          const each = () => {
            if (!seen()) return;
            checks.delete(each);
            done();
          };
          checks.add(each);
          each();
        }),
    };
  }

  async function run(options: Partial<DeviceOptions> = {}): Promise<Told> {
    const told = make(options);
    await told.device.start();
    closers.push(async () => {
      if (told.states.at(-1)?.connection !== "stopped") await told.device.stop();
    });
    return told;
  }

  /** A device that finds no broker, and tries again only when its timer is moved on. */
  async function runOffline(options: Partial<DeviceOptions> = {}) {
    await broker.kill();
    const timer = createHandTimer();
    const told = await run({ timer, ...options });
    await told.until(() => told.states.at(-1)?.connection === "offline");
    const comeBack = async (decide?: () => Answer): Promise<Receiver> => {
      broker = await broker.restart();
      const receiver = await receive(decide);
      timer.pass(1_000);
      return receiver;
    };
    return { ...told, comeBack };
  }

  test("a scan leaves the outbox when its receipt comes, with ids and a growing seq", async () => {
    const receiver = await receive();
    const { device, until, receipts, outbox } = await run();
    const ids = [await device.record(scan), await device.record(scan)];
    await until(() => receipts.length === 2);
    expect(receipts.toSorted()).toEqual(ids);
    expect(device.outboxSize()).toBe(0);
    expect(await outbox.open()).toEqual([]);
    expect(receiver.scans).toMatchObject([
      { ...scan, event_id: ids[0], seq: 1, clock: "ntp", live: true },
      { ...scan, event_id: ids[1], seq: 2, boot_id: receiver.scans[0]?.boot_id },
    ]);
  });

  test("nothing leaves the outbox without a receipt, however often the broker acknowledges it", async () => {
    const receiver = await receive(() => "silence");
    const { device, outbox } = await run(impatient);
    const id = await device.record(scan);
    await receiver.until(({ scans }) => scans.length === 3);
    expect(device.outboxSize()).toBe(1);
    expect((await outbox.open()).map((entry) => entry.scan.event_id)).toEqual([id]);
    expect(new Set(receiver.scans.map(({ event_id }) => event_id))).toEqual(new Set([id]));
  });

  test("a receipt that was lost is asked for again with the same scan", async () => {
    const receiver = await receive((_scan, timesSeen) => (timesSeen < 3 ? "silence" : "stored"));
    const { device, until, receipts } = await run(impatient);
    const ids = await Promise.all(Array.from({ length: 20 }, () => device.record(scan)));
    await until(() => receipts.length === 20);
    expect(receipts.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) {
      const sent = receiver.scans.filter(({ event_id }) => event_id === id);
      expect(sent.length).toBeGreaterThanOrEqual(3);
      expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1);
    }
  });

  test("a rejected scan is removed and told, and the others are stored", async () => {
    const bad: string[] = [];
    await receive(({ event_id }) => (bad.includes(event_id) ? { rejected: "time_too_old" } : "stored"));
    const { device, outbox, receipts, rejected, until } = await run();
    // Recorded in one turn of the event loop, so that `bad` is known before anything is sent.
    const [good, refused] = await Promise.all([device.record(scan), device.record(scan)]);
    bad.push(refused);
    await until(() => receipts.length + rejected.length === 2);
    expect(receipts).toEqual([good]);
    expect(rejected).toEqual([{ id: refused, code: "time_too_old" }]);
    expect(device.outboxSize()).toBe(0);
    expect(await outbox.open()).toEqual([]);
  });

  test("receipts for scans that are not ours, and receipts that are none, change nothing", async () => {
    const receiver = await receive(() => "silence");
    const { device, faults, receipts, until } = await run();
    await device.record(scan);
    await receiver.until(({ scans }) => scans.length === 1);
    await receiver.answer({ site: "school", device: "camera" }, { ids: [uuidv7()], rejected: [] });
    const client = connect(broker.url);
    closers.push(() => client.endAsync(true));
    for (const payload of ["", "{", '{"v":1,"ids":"x","rejected":[]}', Buffer.from([0xff])]) {
      await client.publishAsync("muster/v1/school/camera/receipt", payload, { qos: 1 });
    }
    await until(() => faults.length === 4);
    expect(device.outboxSize()).toBe(1);
    expect(receipts).toEqual([]);
  });

  test("what was recorded without a network is sent when the broker comes, in its order", async () => {
    const { device, until, receipts, comeBack } = await runOffline();
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await device.record(scan));
    expect(device.outboxSize()).toBe(5);
    const receiver = await comeBack();
    await until(() => receipts.length === 5);
    expect(receiver.scans.map(({ event_id }) => event_id)).toEqual(ids);
  });

  test("a broker that forgets what it acknowledged loses nothing", async () => {
    const { device, until, receipts, states } = await run(impatient);
    await until(() => states.at(-1)?.connection === "online");
    // Nobody is subscribed: the broker acknowledges these, drops them, and then dies itself.
    const ids = await Promise.all(Array.from({ length: 30 }, () => device.record(scan)));
    broker = await broker.restart();
    await receive();
    await until(() => receipts.length === 30);
    expect(receipts.toSorted()).toEqual(ids.toSorted());
  });

  test("no more than the window is without a receipt", async () => {
    const receiver = await receive(() => "silence");
    const { device } = await run({ window: 10 });
    const ids = await Promise.all(Array.from({ length: 25 }, () => device.record(scan)));
    await receiver.until(({ scans }) => scans.length === 10);
    await receiver.answer({ site: "school", device: "camera" }, { ids: ids.slice(0, 4), rejected: [] });
    await receiver.until(({ scans }) => scans.length === 14);
    expect(new Set(receiver.scans.map(({ event_id }) => event_id)).size).toBe(14);
    expect(device.outboxSize()).toBe(21);
  });

  test.each([
    [0, true],
    [60_000, true],
    [60_001, false],
    [-1, false],
  ])("a scan that waited %i ms is sent with live: %s", async (waited, live) => {
    let now = Date.parse("2026-11-23T09:03:07Z");
    const clock: DeviceClock = { now: () => now, state: () => "rtc" };
    const { device, until, receipts, comeBack } = await runOffline({ clock });
    await device.record(scan);
    now += waited;
    const receiver = await comeBack();
    await until(() => receipts.length === 1);
    expect(receiver.scans.at(-1)).toMatchObject({
      live,
      occurred_at: "2026-11-23T09:03:07.000Z",
      clock: "rtc",
    });
  });

  test("the device says when it comes and goes, retained, and its will says when it broke", async () => {
    const receiver = await receive();
    const connections: ReturnType<typeof connect>[] = [];
    const { device, states, until } = await run({
      firmware: "1.2.3",
      connect: (url, options) => {
        const made = connect(url, options);
        connections.push(made);
        return made;
      },
    });
    const said = () =>
      receiver.others
        .filter(({ topic }) => topic === statusTopic)
        .map(({ payload }) => payload as { state: string });
    await receiver.until(() => said().length === 1);
    expect(said()[0]).toMatchObject({ v: 1, state: "online", firmware: "1.2.3" });
    connections[0]?.stream.destroy();
    await receiver.until(() => said().length === 3);
    expect(said().map(({ state }) => state)).toEqual(["online", "offline", "online"]);
    await until(() => states.at(-1)?.connection === "online");
    // Whoever comes later hears the last word at once, for it is retained.
    const later = await receive();
    await later.until(({ others }) => others.length === 1);
    expect(later.others).toMatchObject([{ topic: statusTopic, payload: { state: "online" }, retain: true }]);
    await device.stop();
    await receiver.until(() => said().length === 4);
    expect(said()[3]).toMatchObject({ state: "offline", at: expect.any(String) });
    const last = await receive();
    await last.until(({ others }) => others.length === 1);
    expect(last.others).toEqual([{ topic: statusTopic, payload: said()[3], retain: true }]);
  });

  test("a heartbeat tells the clock's state and how many scans wait", async () => {
    const { device, comeBack } = await runOffline({
      clock: { now: () => Date.now(), state: () => "unsynced" },
    });
    await device.record(scan);
    await device.record(scan);
    const receiver = await comeBack(() => "silence");
    const beats = () => receiver.others.filter(({ topic }) => topic.endsWith("/heartbeat"));
    await receiver.until(() => beats().length > 0);
    expect(beats()[0]?.payload).toMatchObject({ v: 1, outbox: 2, seq: 2, clock: "unsynced" });
  });
});

describe("without a broker", () => {
  const options: DeviceOptions = {
    site: "school",
    device: "camera",
    url: "mqtt://127.0.0.1:1",
    outbox: createMemoryOutbox(),
    clock: { now: () => Date.now(), state: () => "ntp" },
  };

  test("a scan that the server would refuse is refused at once, and takes no number", async () => {
    const device = createDevice({ ...options, outbox: createMemoryOutbox() });
    await device.start();
    await expect(device.record({ ...scan, confidence: 2 })).rejects.toThrow(/not a valid scan: confidence/);
    await expect(device.record({ ...scan, location: "a".repeat(129) })).rejects.toThrow(/location/);
    expect(device.outboxSize()).toBe(0);
    await device.stop();
  });

  test("a scan that the outbox cannot keep is not confirmed", async () => {
    const outbox: Outbox = {
      ...createMemoryOutbox(),
      add: () => Promise.reject(new Error("the disk is full")),
    };
    const device = createDevice({ ...options, outbox });
    await device.start();
    await expect(device.record(scan)).rejects.toThrow("the disk is full");
    expect(device.outboxSize()).toBe(0);
    await device.stop();
  });

  test("a device records only while it runs", async () => {
    const device = createDevice({ ...options, outbox: createMemoryOutbox() });
    await expect(device.record(scan)).rejects.toThrow(/is new/);
    await device.start();
    await device.stop();
    await expect(device.record(scan)).rejects.toThrow(/is stopped/);
  });

  test.each(["Camera", "a/b", "+", "#", ""])("'%s' is no name of a device", (name) => {
    expect(() => createDevice({ ...options, device: name })).toThrow(RangeError);
  });
});
