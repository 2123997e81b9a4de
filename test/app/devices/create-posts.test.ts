import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { createThrottle } from "../../../src/adapters/broker/create-throttle.ts";
import { deviceRate } from "../../../src/adapters/broker/guard-devices.ts";
import type { KnownDevice } from "../../../src/app/devices/create-device-book.ts";
import { createPosts } from "../../../src/app/devices/create-posts.ts";

const device = (name: string): KnownDevice => ({
  name,
  speaksFor: null,
  maxPacketBytes: 1024,
  mostSubscriptions: 20,
  postsTo: `gates/${name}`,
  mayWrite: () => false,
  mayRead: () => false,
});

test("a device that floods is told for how long to wait, and nobody else is; then it is heard again", async () => {
  let at = 0;
  const refused: string[] = [];
  const posts = createPosts({
    book: { isName: () => true, admit: (name) => ({ device: device(name), keyId: "k" }) },
    traffic: { refused: ({ name }, reason) => refused.push(`${name} ${reason}`), arrived: () => undefined },
    unread: { note: () => undefined },
    ingest: { submit: async () => undefined, trouble: () => null },
    made: [],
    newThrottle: () => createThrottle(deviceRate, () => at),
    clock: { now: () => Temporal.Instant.from("2026-11-23T09:00:00Z") },
  });
  const given = (name: string) => posts.admit(`gates/${name}`, { name, key: new Uint8Array() });
  const north = device("north");
  for (let n = 0; n < deviceRate.burstPackets; n += 1) {
    expect(given("north")).not.toHaveProperty("refused");
    await posts.take(north, "gates/north", new Uint8Array(1));
  }
  await posts.take(north, "gates/north", new Uint8Array(1));
  const waiting = given("north");
  expect(waiting).toMatchObject({ refused: "slowed", waitMs: 1000 / deviceRate.packetsPerSecond });
  expect(given("south")).not.toHaveProperty("refused");
  expect(refused).toEqual(["north slowed"]);
  at += 1000 / deviceRate.packetsPerSecond;
  expect(given("north")).not.toHaveProperty("refused");
});
