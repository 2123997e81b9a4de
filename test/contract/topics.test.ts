import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviceChannels, deviceTopic, parseDeviceTopic } from "../../src/contract/mqtt/topics.ts";

const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);

describe("a device's topic", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(name, name, fc.constantFrom(...deviceChannels), (site, device, channel) => {
        expect(parseDeviceTopic(deviceTopic(site, device, channel))).toEqual({ site, device, channel });
      }),
    );
  });

  test("is written for names that a topic filter cannot be made of", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 70 }), (anyName) => {
        if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(anyName)) return;
        expect(() => deviceTopic(anyName, "door-1", "scan")).toThrow(RangeError);
        expect(() => deviceTopic("main", anyName, "scan")).toThrow(RangeError);
      }),
    );
  });

  test.each([
    ["a".repeat(63), true],
    ["a".repeat(64), false],
    ["", false],
    ["-a", false],
    ["a-", true],
    ["0", true],
    ["A", false],
    ["+", false],
    ["#", false],
    ["a/b", false],
    ["a\n", false],
    ["é", false],
  ])("takes the name '%s': %s", (device, taken) => {
    const write = () => deviceTopic("main", device, "scan");
    if (taken) expect(write()).toBe(`muster/v1/main/${device}/scan`);
    else expect(write).toThrow(RangeError);
    expect(parseDeviceTopic(`muster/v1/main/${device}/scan`) !== null).toBe(taken);
  });

  test.each([
    "muster/v1/main/events",
    "muster/v1/main/door/scans",
    "muster/v1/main/door/scan\n",
    "x/muster/v1/a/b/scan",
  ])("is not '%s'", (topic) => {
    expect(parseDeviceTopic(topic)).toBeNull();
  });
});
