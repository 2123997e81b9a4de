import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { createHomeAssistant } from "../../../src/app/discovery/create-home-assistant.ts";

const encoder = new TextEncoder();
const list = "muster/home-assistant/main";
const north = "homeassistant/device/muster-main-room-N/config";
const south = "homeassistant/device/muster-main-room-S/config";

/** A broker as far as it keeps messages. */
function keeping(kept = new Map<string, string>()) {
  const said: string[] = [];
  let breaks = false;
  return {
    kept,
    said,
    breakOff: (now: boolean) => {
      breaks = now;
    },
    teller: (wanted: ReadonlyMap<string, string> | null) =>
      createHomeAssistant({
        on: wanted !== null,
        site: "main",
        kept: async (topic) => {
          const payload = kept.get(topic);
          return payload === undefined ? null : encoder.encode(payload);
        },
        publisher: {
          async publish(topic, payload, { retain }) {
            if (breaks && topic !== list) throw new Error("the broker is away");
            expect(retain).toBe(true);
            said.push(topic);
            if (payload === "") kept.delete(topic);
            else kept.set(topic, payload);
          },
        },
        read: async () => wanted ?? new Map(),
        clock: { now: () => Temporal.Instant.from("2026-11-23T09:00:00Z") },
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      }),
  };
}

test("is told what is new and what changed, and nothing twice", async () => {
  const broker = keeping();
  const wanted = new Map([[north, "a"]]);
  const teller = broker.teller(wanted);
  await teller.look();
  expect(broker.said).toEqual([list, north]);
  await teller.look();
  wanted.set(north, "b");
  await teller.look();
  expect(broker.said).toEqual([list, north, north]);
  expect(broker.kept.get(north)).toBe("b");
});

test("what is there no more is taken back by an empty message, also by the next start", async () => {
  const broker = keeping();
  const wanted = new Map([
    [north, "a"],
    [south, "a"],
  ]);
  const teller = broker.teller(wanted);
  await teller.look();
  wanted.delete(south);
  await teller.look();
  expect([...broker.kept.keys()]).toEqual([list, north]);
  await broker.teller(new Map([[south, "c"]])).look();
  expect([...broker.kept.keys()].sort()).toEqual([south, list].sort());
});

test("switched off, it takes back all that was told, and then says nothing", async () => {
  const broker = keeping();
  await broker.teller(new Map([[north, "a"]])).look();
  const off = broker.teller(null);
  await off.look();
  expect(broker.kept.size).toBe(0);
  const before = broker.said.length;
  await off.look();
  expect(broker.said).toHaveLength(before);
});

test("switched off where nothing was told, it says nothing at all", async () => {
  const broker = keeping(new Map([[north, "somebody else's"]]));
  await broker.teller(null).look();
  expect(broker.said).toEqual([]);
});

test("a list that was forged takes nothing of anybody else's back", async () => {
  const forged = JSON.stringify({
    v: 1,
    topics: ["homeassistant/device/lamp/config", "access/result", north],
  });
  const broker = keeping(new Map([[list, forged]]));
  await broker.teller(null).look();
  expect(broker.said).toEqual([north, list]);
});

test("what was broken off is told whole by the next look, and taken back if it is wanted no more", async () => {
  const broker = keeping();
  const wanted = new Map([[north, "a"]]);
  const teller = broker.teller(wanted);
  broker.breakOff(true);
  await expect(teller.look()).rejects.toThrow("the broker is away");
  // As if it had come through all the same.
  broker.kept.set(north, "a");
  broker.breakOff(false);
  wanted.clear();
  await teller.look();
  expect(broker.kept.size).toBe(0);
});
