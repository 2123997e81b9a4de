import { beforeAll, expect, test } from "vitest";
import { buildForNode } from "../parts/build-for-node.ts";
import { judge } from "./judge.ts";
import { killPart, parts } from "./kill-part.ts";
import { threeDaysOffline } from "./three-days-offline.ts";

let deviceScript = "";
beforeAll(async () => {
  deviceScript = await buildForNode(new URL("device-process.ts", import.meta.url));
});

test.each(parts)(
  "kill -9 of %s in bursts loses nothing that was told safe or done, stores nothing twice, and leaves the registers what the facts say",
  async (part) => {
    const report = await killPart({ part, kills: 3, seed: 20_261_123, deviceScript });
    expect(report.violations).toEqual([]);
    expect(report.deeds).toBeGreaterThan(0);
    expect(report.safe).toBeGreaterThan(0);
    expect(report.stored).toBeGreaterThanOrEqual(report.safe);
  },
  120_000,
);

test("a device that was offline for three days is killed while it sends what it kept, and so is the server: nothing is lost or doubled, absences are recomputed, alerts taken back", async () => {
  const report = await threeDaysOffline({ scans: 250, kills: 2, seed: 20_261_123, deviceScript });
  expect(report.violations).toEqual([]);
  expect(report.absent).toBeGreaterThan(0);
  expect(report.alerts).toBeGreaterThan(0);
  expect(report.stored).toBeGreaterThanOrEqual(250);
}, 120_000);

test("a lost, a doubled, an unsent, a foreign and a quarantined scan, and a deed that was lost or doubled, are each told", () => {
  const deeds = { told: new Set(["deed 1"]), stored: new Map([["deed 1", 1]]) };
  const stored = { rows: new Map([["a", 1]]), repeats: 0, quarantined: 0 };
  const well = { sent: new Set(["a"]), safe: new Set(["a"]), stored, senderKilled: false, deeds };
  expect(judge(well)).toEqual([]);
  expect(judge({ ...well, safe: new Set(["a", "b"]) })).toEqual([expect.stringMatching(/told safe.*b$/)]);
  expect(judge({ ...well, sent: new Set(["a", "b"]) })).toEqual([expect.stringMatching(/neither.*b$/)]);
  expect(judge({ ...well, stored: { ...stored, rows: new Map([["a", 2]]) } })).toEqual([
    expect.stringMatching(/more than once.*a \(2 rows\)$/),
  ]);
  const foreign = { ...well, stored: { ...stored, rows: new Map([...stored.rows, ["x", 1]]) } };
  expect(judge(foreign)).toEqual([expect.stringMatching(/never sent.*x$/)]);
  expect(judge({ ...foreign, senderKilled: true })).toEqual([]);
  expect(judge({ ...well, deeds: { ...deeds, stored: new Map() } })).toEqual([
    expect.stringMatching(/^1 deeds were answered as done, yet not stored: deed 1$/),
  ]);
  expect(judge({ ...well, deeds: { ...deeds, stored: new Map([["deed 1", 2]]) } })).toEqual([
    expect.stringMatching(/done more than once: deed 1 \(2 facts\)$/),
  ]);
  expect(judge({ ...well, stored: { ...stored, quarantined: 1 } })).toEqual([
    expect.stringMatching(/quarantine/),
  ]);
});
