import type { MqttClient } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { senderPage } from "../../src/contract/http/senders.ts";
import { publish } from "../hostile/publish.ts";
import { turnedClock } from "../parts/turned-clock.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

// A Monday in winter: the clock is the sun's.
const clock = turnedClock("2026-11-23T12:30:00Z");
let server: ServedHere;
let door: MqttClient;
beforeAll(async () => {
  server = await serveHere({}, clock);
  door = await server.connect("tcp");
});
afterAll(() => server.stop());

const tell = (channel: string, said: object): Promise<void> =>
  publish(door, `muster/v1/main/door-1/${channel}`, JSON.stringify({ v: 1, ...said }), { qos: 1 });
const scanAt = (occurredAt: string, value = "CSAI1001"): Promise<void> =>
  tell("scan", {
    event_id: uuidv7(),
    occurred_at: occurredAt,
    clock: "ntp",
    subject: { scheme: "student_id", value },
    location: "BSB214",
  });
const page = () => server.ask(senderPage, "/api/v1/senders");
const firmware = async () => (await page()).senders[0]?.firmware;

test("what a device says of its software is told until it says otherwise", async () => {
  await tell("status", { state: "online" });
  expect(await firmware()).toBeNull();
  await tell("status", { state: "online", firmware: "door 1.2" });
  expect(await firmware()).toBe("door 1.2");
  // What says nothing of it takes nothing back.
  await tell("heartbeat", { at: clock.now().toString(), outbox: 0, clock: "ntp" });
  await tell("status", { state: "online" });
  expect(await firmware()).toBe("door 1.2");
  await tell("status", { state: "online", firmware: "door 1.3" });
  expect(await firmware()).toBe("door 1.3");
});

test("scans of the last 24 clock hours are told by the hour in which they were made, of all decisions", async () => {
  expect((await page()).rates).toEqual([]);
  await scanAt("2026-11-23T12:29:00Z");
  await scanAt("2026-11-23T12:00:00Z", "SE2001");
  await scanAt("2026-11-23T11:59:59Z");
  await scanAt("2026-11-22T13:00:00Z");
  // In the hour before the first: a day ago at noon.
  await scanAt("2026-11-22T12:59:59Z");
  const { hours, rates } = await page();
  expect(hours).toBe(24);
  const [rate] = rates;
  expect(rate?.sender).toBe("main/door-1");
  expect(rate?.scans).toEqual([1, ...Array.from({ length: 21 }, () => 0), 1, 2]);
  await clock.advance({ minutes: 30 });
  expect((await page()).rates[0]?.scans).toEqual([...Array.from({ length: 21 }, () => 0), 1, 2, 0]);
});

test("where clocks go back, the hour that comes twice is one", async () => {
  const autumn = turnedClock("2026-10-25T10:30:00Z");
  const other = await serveHere({}, autumn);
  try {
    const client = await other.connect("tcp");
    for (const at of ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]) {
      await publish(
        client,
        "muster/v1/main/door-1/scan",
        JSON.stringify({
          v: 1,
          event_id: uuidv7(),
          occurred_at: at,
          clock: "ntp",
          subject: { scheme: "student_id", value: "CSAI1001" },
          location: "BSB214",
        }),
        { qos: 1 },
      );
    }
    const { hours, rates } = await other.ask(senderPage, "/api/v1/senders");
    expect(hours).toBe(23);
    expect(rates[0]?.scans.filter((n) => n > 0)).toEqual([2]);
  } finally {
    await other.stop();
  }
});
