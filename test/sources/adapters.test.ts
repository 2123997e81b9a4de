import { expect, test } from "vitest";
import { matchesFilter } from "../../src/contract/mqtt/topic-filter.ts";
import {
  adapterOf,
  commandsTo,
  foreignAdapters,
  isOursToSpeak,
  subscriptionsOf,
} from "../../src/sources/adapters.ts";

test.each([
  ["access/result", "original"],
  ["muster/v1/main/door-1/scan", "native"],
  ["muster/v2/main/door-1/scan", "native"],
  ["mqtt/face/00a1/Rec", "hfsecurity"],
  ["frigate/events", "frigate"],
  ["double-take/matches/somebody", "double-take"],
  ["/rfid/send", "esp-rfid"],
  ["tele/gate/SENSOR", "tasmota"],
  ["esphome/lab/tag", "esphome"],
  ["access/results", null],
  ["frigate/lab_door/person/snapshot", null],
  ["x/".repeat(40_000), null],
])("%s is read by %s", (topic, name) => {
  expect(adapterOf(topic)?.name ?? null).toBe(name);
});

test("no topic is read by two", () => {
  for (const { name, filters } of foreignAdapters) {
    for (const filter of filters) {
      const topic = filter.replaceAll("+", "one").replace("#", "one");
      const readers = foreignAdapters.filter((adapter) =>
        adapter.filters.some((other) => matchesFilter(other, topic)),
      );
      expect(
        readers.map((adapter) => adapter.name),
        topic,
      ).toEqual([name]);
    }
  }
});

test.each([
  ["mqtt/face/00a1", true],
  ["muster/v1/main/door-1/receipt", true],
  ["muster/v1/main/events", true],
  ["mqtt/face/00a1/Rec", false],
  ["access/result", false],
])("only the server speaks on %s: %s", (topic, expected) => {
  expect(isOursToSpeak(topic)).toBe(expected);
});

test("a broker of one's own is asked for Muster's topics alone, unless more is wanted", () => {
  expect(subscriptionsOf([])).toEqual([
    "access/result",
    "muster/v1/+/+/scan",
    "muster/v1/+/+/status",
    "muster/v1/+/+/heartbeat",
    "muster/v1/+/+/response",
  ]);
});

test.each([
  ["main/door-1", "main/door-1"],
  ["tasmota:hall", "hall"],
  ["esphome:desk", "desk"],
  ["original:BSB214", null],
  ["hfsecurity:1234567", null],
  ["nobody:x", null],
  ["main/door-1/scan", null],
  // What a message may call its sender is not always a level of a topic.
  ["tasmota:a/b", null],
  ["tasmota:#", null],
  ["tasmota:+", null],
  ["constructor:x", null],
  ["__proto__", null],
])("%s is told what to do at the address %s", (sender, address) => {
  expect(commandsTo(sender)?.address ?? null).toBe(address);
});
