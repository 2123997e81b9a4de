import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemView } from "../../src/contract/http/system.ts";
import { startServer, type TestServer } from "../parts/server.ts";

const python = findPython();
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
let server: TestServer;
beforeAll(async () => {
  // The cameras' clocks are this machine's.
  server = await startServer({ env: { MUSTER_TIMEZONE: timeZone } });
}, 60_000);
afterAll(() => server.stop());

/** A Python that has paho-mqtt, the library that the original's clients use, or null. */
function findPython(): string | null {
  for (const program of ["python3", "/usr/bin/python3"]) {
    try {
      execFileSync(program, ["-c", "import paho.mqtt.client"], { stdio: "ignore" });
      return program;
    } catch {
      // Not this one: the next may have it.
    }
  }
  return null;
}

/** What the server counts, once it counts so many scans: QoS 0 tells its sender nothing. */
async function totalsOf(scans: number): Promise<{ scans: number; quarantined: number }> {
  for (let round = 0; ; round++) {
    const { totals } = systemView.parse(await (await fetch(`${server.url}/api/v1/system`)).json());
    if (totals === null) throw new Error("the server tells no totals");
    const counted = totals.granted + totals.late + totals.denied;
    if (counted >= scans || round === 500) return { scans: counted, quarantined: totals.quarantined };
  }
}

const clockReading = (): string =>
  new Intl.DateTimeFormat("en-US", { hour: "2-digit", minute: "2-digit", hour12: true, timeZone })
    .format(new Date())
    .replace("\u202f", " ");

test("of 200 messages of the original's kind 200 are stored and none is quarantined", async () => {
  const before = await totalsOf(0);
  const client = await connectAsync(server.mqttUrl, { protocolVersion: 4, clean: true });
  const rooms = {
    CSAI1001: ["BSB214", "ECG-01", "ASG-13"],
    SE2001: ["BSB214", "ASG-13"],
    ITM3006: ["ECG-01", "ASG-13"],
  };
  const said = [
    ["granted", "Face recognized successfully"],
    ["denied", "Face not in database"],
    ["denied", "Access denied for this location"],
    ["late", "Late entry"],
  ];
  const places = Object.entries(rooms).flatMap(([student, names]) =>
    names.map((name) => [student, name] as const),
  );
  for (let n = 0; n < 200; n++) {
    const [student_id, location] = places[n % places.length] ?? [];
    const [decision, reason] = said[n % said.length] ?? [];
    const message = { student_id, location, timestamp: clockReading(), decision, reason, face_id: `f${n}` };
    client.publish("access/result", JSON.stringify(message), { qos: 0 });
  }
  await client.endAsync();
  expect(await totalsOf(before.scans + 200)).toEqual({ scans: before.scans + 200, quarantined: 0 });
});

test.skipIf(python === null)(
  `of 200 messages of a real paho-mqtt client 200 are stored${python === null ? " (skipped: python3 has no paho-mqtt)" : ""}`,
  async () => {
    const before = await totalsOf(0);
    const script = join(import.meta.dirname, "paho-camera.py");
    const camera = spawn(python ?? "", [script, String(server.mqttPort), "200"], { stdio: "inherit" });
    expect(await once(camera, "exit")).toEqual([0, null]);
    expect(await totalsOf(before.scans + 200)).toEqual({ scans: before.scans + 200, quarantined: 0 });
  },
);
