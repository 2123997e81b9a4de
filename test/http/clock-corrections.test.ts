import type { MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../src/app/rebuild/check-tallies.ts";
import {
  clockCorrectionList,
  clockCorrectionOutcome,
  clockCorrectionPreview,
  clockCorrectionUndone,
} from "../../src/contract/http/clock-corrections.ts";
import { studentRecord } from "../../src/contract/http/exports.ts";
import { monitorView } from "../../src/contract/http/monitor.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { quarantinePage } from "../../src/contract/http/quarantine.ts";
import { scanPage } from "../../src/contract/http/scans.ts";
import { senderPage } from "../../src/contract/http/senders.ts";
import { markExplanationView, registerView, sessionRow } from "../../src/contract/http/sessions.ts";
import { receipt } from "../../src/contract/mqtt/receipt.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { nextMessage, publish } from "../hostile/publish.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere, timeZone } from "./serve-here.ts";

/** In summer, when London is an hour ahead of UTC; a session of two students begins at nine there. */
const day = "2026-07-01";
let now = Temporal.Instant.from(`${day}T07:30:00Z`);
const at = (time: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).toInstant();

let served: ServedHere;
let device: MqttClient;
let session: string;
beforeAll(async () => {
  served = await serveHere({}, { ...systemClock, now: () => now });
  device = await served.connect("tcp");
  await send(z.unknown(), "/api/v1/demo/start", {});
  const planned = await send(sessionRow, "/api/v1/sessions", {
    classes: ["BSB214"],
    rooms: ["BSB214"],
    start: at("09:00").toString(),
    end: at("10:00").toString(),
    title: "Clocks",
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

/** A reader sees somebody at a local time, and writes what its own clock shows, marked as it pleases. */
async function see(name: string, student: string, time: string, written: string, id = uuidv7()) {
  now = at(time);
  const told = {
    v: 1,
    event_id: id,
    occurred_at: written,
    clock: "ntp",
    subject: { scheme: "student_id", value: student },
    location: "BSB214",
  };
  await publish(device, deviceTopic("main", name, "scan"), JSON.stringify(told), { qos: 1 });
  return id;
}

/** Status and minutes late of everybody, and when each was first seen, in local time. */
async function marks(): Promise<Record<string, string>> {
  const { marks: rows } = await served.ask(registerView, `/api/v1/sessions/${session}`);
  return Object.fromEntries(
    rows.map(({ student, status, minutesLate, firstSeen }) => [
      student.id,
      [
        status,
        minutesLate,
        firstSeen === null
          ? null
          : Temporal.Instant.from(firstSeen).toZonedDateTimeISO(timeZone).toPlainTime().toString(),
      ]
        .filter((part) => part !== null)
        .join(" "),
    ]),
  );
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

const openOf = async (sender: string): Promise<number> => {
  const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?code=time_in_future&limit=200");
  return quarantine.filter((one) => one.sender === sender && one.replayOutcome !== "stored").length;
};

const stated = { code: "time_in_future", reason: "local time marked Z" } as const;

describe("a reader that writes local time and marks it Z", () => {
  const sender = "main/door";
  let refused: string;
  let correction: string;

  test("its scans are refused and kept, and it is told so", async () => {
    const told = nextMessage(device);
    await device.subscribeAsync(deviceTopic("main", "door", "receipt"), { qos: 1 });
    refused = await see("door", "CSAI1001", "08:58", `${day}T08:58:00Z`);
    expect(receipt.parse(JSON.parse((await told).payload.toString()))).toEqual({
      v: 1,
      ids: [],
      rejected: [{ id: refused, code: "time_in_future" }],
    });
    await see("door", "SE2001", "09:09", `${day}T09:09:00Z`);
    now = at("09:12");
    expect(await openOf(sender)).toBe(2);
    expect(await marks()).toEqual({ CSAI1001: "not_seen", SE2001: "not_seen" });
    // The ordinary way reads them as they are.
    const replayed = await send(z.unknown(), "/api/v1/quarantine/replay", { code: "time_in_future" });
    expect(replayed).toEqual({ tried: 2, outcomes: { time_in_future: 2 } });
  });

  test("a preview says what would be stored and which marks would change, and changes nothing", async () => {
    const preview = await send(clockCorrectionPreview, "/api/v1/clock-corrections/preview", { sender });
    expect(preview).toMatchObject({
      messages: 2,
      suggested: { aheadSeconds: 3600, because: "zone", from: 3600, to: 3600 },
      aheadSeconds: 3600,
      scans: [
        {
          student: "CSAI1001",
          location: "BSB214",
          decision: "granted",
          written: `${day}T08:58:00Z`,
          takenAt: `${day}T07:58:00.000Z`,
          timeBasis: "device_corrected",
          outcome: "stored",
        },
        { student: "SE2001", takenAt: `${day}T08:09:00.000Z`, outcome: "stored" },
      ],
    });
    const inSession = preview.marks.filter((mark) => mark.session === session);
    expect(inSession.map(({ student, from, to, minutesLate }) => [student, from, to, minutesLate])).toEqual([
      ["CSAI1001", "expected", "present", null],
      ["SE2001", "expected", "late", 9],
    ]);
    expect(await marks()).toEqual({ CSAI1001: "not_seen", SE2001: "not_seen" });
    expect((await served.ask(scanPage, "/api/v1/scans")).scans).toEqual([]);
    expect(await openOf(sender)).toBe(2);
    expect(await differences()).toEqual([]);
  });

  test("too little leaves them where they are, and the preview says so", async () => {
    const preview = await send(clockCorrectionPreview, "/api/v1/clock-corrections/preview", {
      sender,
      aheadSeconds: 1800,
    });
    expect(preview.marks).toEqual([]);
    expect(preview.scans.map(({ outcome, takenAt }) => [outcome, takenAt])).toEqual([
      ["time_in_future", null],
      ["time_in_future", null],
    ]);
    expect(preview.scans[0]?.detail).toContain("more than 30 minutes ahead");
  });

  test("with its clock put right both are in the register, at the times at which they came", async () => {
    const done = await send(clockCorrectionOutcome, "/api/v1/clock-corrections", {
      ...stated,
      sender,
      aheadSeconds: 3600,
    });
    correction = done.id;
    expect(done).toMatchObject({ tried: 2, outcomes: { stored: 2 } });
    expect(await marks()).toEqual({ CSAI1001: "present 08:58:00", SE2001: "late 9 09:09:00" });
    const { scans } = await served.ask(scanPage, "/api/v1/scans");
    expect(scans.map((scan) => [scan.student, scan.timestamp, scan.occurredAt, scan.timeBasis])).toEqual([
      ["SE2001", `${day}T09:09:00Z`, `${day}T08:09:00.000Z`, "device_corrected"],
      ["CSAI1001", `${day}T08:58:00Z`, `${day}T07:58:00.000Z`, "device_corrected"],
    ]);
    expect(scans[0]?.clock).toEqual({
      aheadSeconds: 3600,
      by: "local operator",
      at: at("09:12").toString({ fractionalSecondDigits: 3 }),
      reason: stated.reason,
    });
    expect(await openOf(sender)).toBe(0);
    expect(await differences()).toEqual([]);
  });

  test("why a mark is what it is says whose word its time rests on", async () => {
    const { mark } = await served.ask(markExplanationView, `/api/v1/sessions/${session}/marks/SE2001`);
    expect(mark.why).toContain("Late by 9 minutes: first seen arriving since 08:45 in BSB214 at 09:09");
    expect(mark.why).toContain(
      "The clock of the reader in BSB214 was 1 hour ahead, as local operator stated on Wed 1 Jul 2026 (local time marked Z), and the time was put right by as much.",
    );
  });

  test("sent again by the reader, the scan is known: stored once, whenever it becomes readable", async () => {
    await see("door", "CSAI1001", "09:59", `${day}T08:58:00Z`, refused);
    expect(await marks()).toMatchObject({ CSAI1001: "present 08:58:00" });
    const [row] = await queryRows(
      served.database,
      "select count(*)::int as n from scan where external_id = $1",
      [refused],
    );
    expect(row).toEqual({ n: 1 });
  });

  test("taken back, they count no more: marks, counts and quarantine are as before, and the log keeps both", async () => {
    now = at("09:59");
    expect(
      await send(clockCorrectionUndone, `/api/v1/clock-corrections/${correction}/undo`, {
        reason: "by mistake",
      }),
    ).toEqual({ withdrawn: 2 });
    expect(await marks()).toEqual({ CSAI1001: "not_seen", SE2001: "not_seen" });
    expect(await openOf(sender)).toBe(2);
    expect(await differences()).toEqual([]);
    const { scans } = await served.ask(scanPage, "/api/v1/scans");
    expect(scans.map(({ withdrawnAt }) => withdrawnAt)).toEqual(
      Array(2).fill(at("09:59").toString({ fractionalSecondDigits: 3 })),
    );
    const facts = await queryRows(
      served.database,
      "select kind, reason, person_id from fact where kind = 'identity' order by seq",
    );
    expect(facts).toEqual(Array(2).fill({ kind: "identity", reason: "by mistake", person_id: null }));
    const { corrections } = await served.ask(clockCorrectionList, "/api/v1/clock-corrections");
    expect(corrections).toMatchObject([
      {
        id: correction,
        sender,
        aheadSeconds: 3600,
        scans: 2,
        undone: { by: "local operator", reason: "by mistake" },
      },
    ]);
    // Stored about her it is all the same, and her own record says what became of it.
    const record = await served.ask(studentRecord, "/api/v1/exports/students/SE2001/record.json");
    expect(record.scans).toMatchObject([
      {
        timestamp: `${day}T09:09:00Z`,
        occurredAt: `${day}T08:09:00.000Z`,
        clock: { aheadSeconds: 3600, by: "local operator", reason: stated.reason },
        withdrawnAt: at("09:59").toString({ fractionalSecondDigits: 3 }),
      },
    ]);
    const again = await fetch(
      `${served.url}/api/v1/clock-corrections/${correction}/undo`,
      json({ reason: "again" }),
    );
    expect([again.status, problem.parse(await again.json()).title]).toEqual([
      409,
      "This correction has been taken back",
    ]);
  });

  test("stated anew, of one message and of the rest, the registers follow the last word", async () => {
    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?code=time_in_future");
    const first = quarantine.find(({ payload }) => payload.text.includes("SE2001"));
    const one = await send(clockCorrectionOutcome, "/api/v1/clock-corrections", {
      ...stated,
      sender,
      message: first?.id,
      aheadSeconds: 3540,
    });
    expect(one).toMatchObject({ tried: 1, outcomes: { stored: 1 } });
    expect(await marks()).toEqual({ CSAI1001: "not_seen", SE2001: "late 10 09:10:00" });
    await send(clockCorrectionOutcome, "/api/v1/clock-corrections", {
      ...stated,
      sender,
      aheadSeconds: 3600,
    });
    expect(await marks()).toEqual({ CSAI1001: "present 08:58:00", SE2001: "late 10 09:10:00" });
    expect(await differences()).toEqual([]);
  });
});

test("150 s ahead: a message of the original's, in milliseconds, is taken by as much as it was ahead", async () => {
  now = at("09:30");
  const timestamp = now.epochMilliseconds + 150_000;
  const message = { student_id: "CSAI1001", location: "BSB214", timestamp, decision: "granted" };
  await publish(device, "access/result", JSON.stringify(message), { qos: 1 });
  const sender = "original:BSB214";
  const preview = await send(clockCorrectionPreview, "/api/v1/clock-corrections/preview", { sender });
  expect(preview.suggested).toMatchObject({ aheadSeconds: 150, because: "measured" });
  await send(clockCorrectionOutcome, "/api/v1/clock-corrections", { ...stated, sender, aheadSeconds: 150 });
  const { scans } = await served.ask(scanPage, `/api/v1/scans?sender=${sender}`);
  expect(scans).toMatchObject([{ occurredAt: now.toString({ fractionalSecondDigits: 3 }) }]);
  expect(await differences()).toEqual([]);
});

test("a terminal that sends a picture with each face is put right like any other", async () => {
  now = at("09:40");
  const info = {
    customId: "SE2001",
    personId: "17",
    RecordID: "4021",
    VerifyStatus: "1",
    time: `${day} 10:40:00`,
    PushType: 0,
    pic: `data:image/jpeg;base64,${"/9j/4AAQ".repeat(5_000)}`,
  };
  await publish(device, "mqtt/face/00a1/Rec", JSON.stringify({ operator: "RecPush", info }), { qos: 1 });
  const sender = "hfsecurity:00a1";
  const done = await send(clockCorrectionOutcome, "/api/v1/clock-corrections", {
    ...stated,
    sender,
    aheadSeconds: 3600,
  });
  expect(done.outcomes).toEqual({ stored: 1 });
  const { scans } = await served.ask(scanPage, `/api/v1/scans?sender=${sender}`);
  expect(scans).toMatchObject([{ student: "SE2001", occurredAt: `${day}T08:40:00.000Z` }]);
});

test("a reader whose heartbeats tell another time is told of, and no longer once its clock is set", async () => {
  const beat = (ahead: number) =>
    publish(
      device,
      deviceTopic("main", "slow", "heartbeat"),
      JSON.stringify({ v: 1, at: now.add({ seconds: ahead }).toString(), outbox: 0, clock: "rtc" }),
      { qos: 1 },
    );
  const told = async () => {
    const { senders } = await served.ask(senderPage, "/api/v1/senders");
    return senders.find(({ name }) => name === "main/slow")?.clockAheadSeconds;
  };
  const wrong = async () => {
    const { attention } = await served.ask(monitorView, "/api/v1/monitor");
    return attention.flatMap((item) =>
      item.kind === "wrong_clock" ? [[item.sender, item.aheadSeconds]] : [],
    );
  };
  await beat(-3600);
  expect(await told()).toBe(-3600);
  await expect.poll(wrong, { timeout: 60_000 }).toEqual([["main/slow", -3600]]);
  await beat(-40);
  expect(await told()).toBe(-40);
  await expect.poll(wrong, { timeout: 60_000 }).toEqual([]);
});

test("what cannot be is refused with what to do", async () => {
  const ask = async (body: object) => {
    const answer = await fetch(`${served.url}/api/v1/clock-corrections`, json(body));
    const { title, detail } = problem.parse(await answer.json());
    return [answer.status, title, detail];
  };
  const asked = { ...stated, sender: "main/nobody" };
  expect(await ask({ ...asked, aheadSeconds: 60 })).toEqual([
    409,
    "No such message is open",
    "sender: nothing of main/nobody waits that was refused for its time.",
  ]);
  expect((await ask({ ...asked, aheadSeconds: 0 }))[2]).toContain("aheadSeconds");
  expect((await ask({ ...asked, aheadSeconds: 60, reason: " " }))[2]).toContain("reason");
});
