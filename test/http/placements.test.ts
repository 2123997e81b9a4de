import type { MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../src/app/rebuild/check-tallies.ts";
import { placementDone, placementList, placementPreview } from "../../src/contract/http/placements.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { senderDetail } from "../../src/contract/http/senders.ts";
import { registerView, sessionRow } from "../../src/contract/http/sessions.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { moveDevice } from "../../src/entry/commands/move-device.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { publish } from "../hostile/publish.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere, timeZone } from "./serve-here.ts";

/** A reader that says BSB214 was hung in ECG-01 on the morning, where a session of two students begins at nine. */
const day = "2026-07-01";
let now = Temporal.Instant.from(`${day}T07:30:00Z`);
const at = (time: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).toInstant();
const sender = "main/door";

let served: ServedHere;
let device: MqttClient;
let session: string;
beforeAll(async () => {
  served = await serveHere({}, { ...systemClock, now: () => now });
  device = await served.connect("tcp");
  await send(z.unknown(), "/api/v1/demo/start", {});
  const planned = await send(sessionRow, "/api/v1/sessions", {
    classes: ["BSB214"],
    rooms: ["ECG-01"],
    start: at("09:00").toString(),
    end: at("10:00").toString(),
    title: "Moved readers",
  });
  session = planned.id;
}, 60_000);
afterAll(() => served.stop());

const json = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const send = <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
  served.ask(schema, path, json(body));

async function see(student: string, time: string, received = time, location = "BSB214"): Promise<void> {
  now = at(received);
  const told = {
    v: 1,
    event_id: uuidv7(),
    occurred_at: at(time).toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: student },
    location,
    live: time === received,
  };
  await publish(device, deviceTopic("main", "door", "scan"), JSON.stringify(told), { qos: 1 });
}

/** Statuses of the session at nine, and of a standing one of today by its room. */
async function statuses(id: string): Promise<Record<string, string>> {
  const { marks } = await served.ask(registerView, `/api/v1/sessions/${id}`);
  return Object.fromEntries(marks.map(({ student, status }) => [student.id, status]));
}

async function differences(): Promise<readonly unknown[]> {
  const store = await attachPostgresStore(served.database.address);
  try {
    const registers = await store.timetable.read((reading) => checkMarks(reading, now));
    const tallies = await store.rebuild.read((reading) => checkTallies(reading, timeZone));
    return [...registers.differences, ...tallies.differences];
  } finally {
    await store.close();
  }
}

const path = `/api/v1/senders/${encodeURIComponent(sender)}/placements`;
const asked = { room: "ECG-01", from: at("08:30").toString() };
const refusal = async (path: string, body: object, status: number): Promise<string> => {
  const response = await fetch(`${served.url}${path}`, json(body));
  expect(response.status).toBe(status);
  return problem.parse(await response.json()).detail ?? "";
};

describe("a reader that was hung in another room in the morning, and nobody had said so", () => {
  let placement: string;

  test("its scans count where it says that it is", async () => {
    await see("SE2001", "08:10");
    await see("CSAI1001", "08:58");
    now = at("09:25");
    expect(await statuses(session)).toMatchObject({ CSAI1001: "not_seen", SE2001: "not_seen" });
  });

  test("a preview says which scans and marks would change, and changes nothing", async () => {
    const preview = await send(placementPreview, `${path}/preview`, asked);
    expect(preview).toMatchObject({
      location: "BSB214",
      scans: 1,
      firstAt: `${day}T07:58:00.000Z`,
      lastAt: `${day}T07:58:00.000Z`,
    });
    expect(preview.marks).toContainEqual(
      expect.objectContaining({ title: "Moved readers", student: "CSAI1001", to: "present" }),
    );
    expect(await statuses(session)).toMatchObject({ CSAI1001: "not_seen" });
    expect((await served.ask(placementList, path)).placements).toEqual([]);
  });

  test("once it is said, its scans from then on are of that room, and those of before stay", async () => {
    const placed = await send(placementDone, path, {
      ...asked,
      reason: "hung there at half past",
    });
    expect(placed.scans).toBe(1);
    placement = placed.id;
    expect(await statuses(session)).toMatchObject({ CSAI1001: "present", SE2001: "not_seen" });
    const { rooms } = await served.ask(senderDetail, `/api/v1/senders/${encodeURIComponent(sender)}`);
    expect(rooms.map(({ room, from }) => [room, from])).toEqual([
      ["BSB214", expect.any(String)],
      ["ECG-01", `${day}T07:58:00.000Z`],
    ]);
    expect(await differences()).toEqual([]);
  });

  test("what comes later is of the room in which it hung when it was made", async () => {
    await see("SE2001", "09:04", "09:30");
    expect(await statuses(session)).toMatchObject({ SE2001: "present" });
    // Kept since before it was hung there.
    await see("SE2001", "08:20", "09:31");
    // One that names another place says where it is.
    await see("CSAI1001", "09:32", "09:32", "ASG-13");
    const { rooms } = await served.ask(senderDetail, `/api/v1/senders/${encodeURIComponent(sender)}`);
    expect(rooms.map(({ room }) => room)).toEqual(["BSB214", "ECG-01", "ASG-13"]);
    expect(await differences()).toEqual([]);
  });

  test("what cannot be is refused, with the field and what to do", async () => {
    const preview = `${path}/preview`;
    expect(await refusal(preview, { ...asked, from: at("11:00").toString() }, 400)).toMatch(
      /^from .*has not come yet/,
    );
    expect(await refusal(preview, { ...asked, from: "Monday" }, 400)).toMatch(/from.*is no day/);
    expect(await refusal(preview, { ...asked, room: "NOWHERE" }, 404)).toMatch(/^room "NOWHERE"/);
    expect(await refusal("/api/v1/senders/nobody/placements/preview", asked, 404)).toMatch(
      /^sender "nobody"/,
    );
    expect(await refusal(preview, { ...asked, location: "BSB214" }, 409)).toMatch(
      /^from .*take that back first/,
    );
    expect(await refusal(preview, asked, 400)).toMatch(/^location .*ASG-13, BSB214/);
  });

  test("a check finds a scan that is in another room than the facts say", async () => {
    const elsewhere = "update scan set room_id = named_room_id where room_id <> named_room_id returning id";
    const moved = await queryRows<{ id: string }>(served.database, elsewhere, []);
    // The other was stored where it is: no fact says that it ever was somewhere else.
    expect(moved).toHaveLength(2);
    expect(await differences()).toContainEqual(
      expect.objectContaining({ kind: "row", of: expect.stringMatching(/^scan /) }),
    );
    await queryRows(
      served.database,
      "update scan set room_id = (select id from room where code = 'ECG-01') where id = any($1::uuid[])",
      [moved.map(({ id }) => id)],
    );
    expect(await differences()).toEqual([]);
  });

  test("taken back, the scans are where the reader says, those too that came since", async () => {
    const preview = await send(placementPreview, `/api/v1/placements/${placement}/preview-undo`, {});
    expect(preview.scans).toBe(2);
    const undone = await send(placementDone, `/api/v1/placements/${placement}/undo`, {
      reason: "the wrong door",
    });
    expect(undone.scans).toBe(2);
    expect(await statuses(session)).toMatchObject({ CSAI1001: "not_seen", SE2001: "not_seen" });
    expect(await differences()).toEqual([]);
    expect(await refusal(`/api/v1/placements/${placement}/undo`, { reason: "again" }, 409)).toMatch(
      /taken back before/,
    );
    const { placements } = await served.ask(placementList, path);
    expect(placements).toEqual([
      expect.objectContaining({
        id: placement,
        location: "BSB214",
        room: "ECG-01",
        scans: 1,
        undone: expect.objectContaining({ reason: "the wrong door" }),
      }),
    ]);
  });

  test("a register that is final asks", async () => {
    now = at("10:15");
    const { unanswered } = await served.ask(registerView, `/api/v1/sessions/${session}`);
    await send(z.unknown(), `/api/v1/sessions/${session}/sign-off`, { unseen: "absent", of: unanswered });
    now = now.add({ hours: 24 });
    const before = await statuses(session);
    await send(placementDone, path, {
      ...asked,
      location: "BSB214",
      reason: "it was the right door",
    });
    expect(await statuses(session)).toEqual(before);
    const { proposals } = await served.ask(registerView, `/api/v1/sessions/${session}`);
    expect(proposals.map(({ student, to }) => [student.id, to])).toContainEqual(["CSAI1001", "present"]);
    expect(proposals.map(({ because }) => because).join()).toContain("was found to have been in ECG-01");
    expect(await differences()).toEqual([]);
  });
});

describe("the same from the shell", () => {
  const find = async () => null;
  async function run(flags: Parameters<typeof moveDevice>[2]): Promise<{ code: number; said: string }> {
    const store = await attachPostgresStore(served.database.address);
    const said: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    const err = vi.spyOn(process.stderr, "write").mockImplementation((line) => said.push(String(line)) > 0);
    try {
      return { code: await moveDevice({ find }, store, flags), said: said.join("\n") };
    } finally {
      log.mockRestore();
      err.mockRestore();
      await store.close();
    }
  }
  const flags = { name: sender, room: "ASG-13", location: "BSB214", reason: "by the shell" };

  test("what would change is told, and nothing is done", async () => {
    const told = await run({ ...flags, from: "2026-06-01", dryRun: true });
    expect(told.code).toBe(0);
    expect(told.said).toMatch(/^Stored scans in another room by it: \d+, from .*Marks that change: \d+\.$/m);
    expect((await served.ask(placementList, path)).placements.map(({ reason }) => reason)).not.toContain(
      "by the shell",
    );
  });

  test("a day that is none, and a room that there is not, are refused by name", async () => {
    expect(await run({ ...flags, from: "Monday" })).toMatchObject({
      code: 1,
      said: expect.stringContaining("--from: "),
    });
    expect(await run({ ...flags, from: "2026-06-01", room: "NOWHERE" })).toMatchObject({
      code: 1,
      said: expect.stringContaining('room "NOWHERE": there is no such room'),
    });
  });
});
