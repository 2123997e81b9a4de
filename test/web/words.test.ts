import { describe, expect, test } from "vitest";
import { remarksOn } from "../../web/app/scans/remarks-on.ts";
import { summariseArrivals } from "../../web/app/scans/summarise-arrivals.ts";
import { writePublishCommand } from "../../web/app/scans/write-publish-command.ts";
import { clockfaceOf } from "../../web/time/clockface-of.ts";
import { localDay } from "../../web/time/local-day.ts";
import { scanAt, systemAt } from "./builders.ts";

describe("what is read aloud", () => {
  const before = systemAt(0, { granted: 3, late: 1 }).totals;
  test.each([
    ["nothing new", before, null],
    ["some", { ...before, granted: 12, denied: 1 }, "10 new: 9 granted, 1 denied."],
    ["a repeat is nothing new", { ...before, repeats: 4 }, null],
    ["a new day starts from zero", systemAt(0).totals, null],
  ])("%s", (_name, after, sentence) => {
    expect(summariseArrivals(before, after)).toBe(sentence);
  });
});

describe("remarks on a scan", () => {
  test.each([
    ["an ordinary one has none", {}, []],
    ["a claim", { identified: false }, ["Claimed, not identified"]],
    ["nobody is no claim", { identified: false, student: null, known: false }, []],
    ["a stranger's id", { known: false }, ["No such student"]],
    ["one repeat", { repeats: 1 }, ["Repeated once"]],
    ["two repeats", { repeats: 2 }, ["Repeated 2 times"]],
  ])("%s", (_name, more, remarks) => {
    expect(remarksOn(scanAt(1, more))).toEqual(remarks);
  });

  test("a suspect clock is quoted", () => {
    expect(remarksOn(scanAt(1, { clockSuspect: true }))[0]).toContain("“09:15 AM”");
  });
});

describe("the command that sends a first scan", () => {
  test.each([
    ["mqtt://127.0.0.1:1883", "-h 127.0.0.1 -p 1883 -t"],
    ["mqtt://0.0.0.0:1884", "-h 127.0.0.1 -p 1884 -t"],
    ["mqtts://broker.example", "-h broker.example -p 8883 --tls-use-os-certs -t"],
    ["mqtt://[::1]:1883", "-h ::1 -p 1883 -t"],
    ["localhost:1890", "-h localhost -p 1890 -t"],
    ["", "-h 127.0.0.1 -p 1883 -t"],
  ])("for %s", (address, options) => {
    expect(writePublishCommand(address, false)).toContain(`mosquitto_pub ${options} access/result`);
  });

  test("to a broker that asks for a name says where that stands; over WebSocket Mosquitto's client cannot", () => {
    expect(writePublishCommand("mqtt://broker.example:1884", true)).toContain(
      "-h broker.example -p 1884 -u NAME -P PASSWORD -t",
    );
    expect(writePublishCommand("ws://broker.example/mqtt", false)).toBeNull();
  });
});

describe("the institution's clocks", () => {
  test.each([
    ["2026-11-22T23:59:59Z", "Europe/London", "2026-11-22"],
    ["2026-11-22T16:00:00Z", "Asia/Singapore", "2026-11-23"],
    ["2026-11-22T15:59:59Z", "Asia/Singapore", "2026-11-22"],
    ["2026-10-25T00:30:00Z", "Europe/London", "2026-10-25"],
  ])("%s in %s is of %s", (instant, zone, day) => {
    expect(localDay(instant, zone)).toBe(day);
  });

  test("a time of another day carries its date", () => {
    const face = clockfaceOf("Asia/Singapore");
    expect(face.time("2026-11-23T01:02:03Z", "2026-11-23")).toBe("09:02:03");
    expect(face.time("2026-11-21T01:02:03Z", "2026-11-23")).toBe("Sat 21 Nov 2026 09:02:03");
    expect(face.offset(new Date("2026-11-23T01:02:03Z"))).toBe("UTC+08:00");
    expect(clockfaceOf("Europe/London").offset(new Date("2026-11-23T01:02:03Z"))).toBe("UTC");
  });
});
