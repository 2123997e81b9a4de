import type { MqttClient } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import {
  claimDone,
  claimPreview,
  claimUndone,
  identityClaimList,
  unclaimedList,
} from "../../src/contract/http/identities.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { registerView, sessionRow } from "../../src/contract/http/sessions.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
let device: MqttClient;
let session: string;
beforeAll(async () => {
  served = await serveHere();
  device = await served.connect("tcp");
  await send(z.unknown(), "/api/v1/demo/start", {});
  const start = served.clock.now().subtract({ minutes: 2 });
  ({ id: session } = await send(sessionRow, "/api/v1/sessions", {
    classes: ["BSB214"],
    rooms: ["BSB214"],
    start: start.toString({ smallestUnit: "second" }),
    end: start.add({ minutes: 58 }).toString({ smallestUnit: "second" }),
    title: "Names",
  }));
}, 60_000);
afterAll(() => served.stop());

const json = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const send = <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
  served.ask(schema, path, json(body));
const refusal = async (path: string, body: object) => {
  const response = await fetch(`${served.url}${path}`, json(body));
  return { status: response.status, detail: problem.parse(await response.json()).detail ?? "" };
};

/** The hall's reader sees a card, or whatever it takes somebody for. */
const see = (scheme: string, value: string) =>
  device.publishAsync(
    deviceTopic("main", "hall", "scan"),
    JSON.stringify({
      v: 1,
      event_id: uuidv7(),
      occurred_at: served.clock.now().toString(),
      clock: "ntp",
      subject: { scheme, value },
      location: "BSB214",
    }),
    { qos: 1 },
  );
const statuses = async (): Promise<Record<string, string>> => {
  const { marks } = await served.ask(registerView, `/api/v1/sessions/${session}`);
  return Object.fromEntries(marks.map(({ student, status }) => [student.id, status]));
};
const unclaimed = async () => {
  const { identities } = await served.ask(unclaimedList, "/api/v1/identities/unclaimed");
  return identities.map(({ scheme, value, scans }) => `${scheme} ${value} ${scans}`).sort();
};
/** What folding all facts anew says otherwise than what is stored. */
async function differences() {
  const store = await attachPostgresStore(served.database.address);
  try {
    return (await store.timetable.read((reading) => checkMarks(reading, served.clock.now()))).differences;
  } finally {
    await store.close();
  }
}

describe("a card that nobody has", () => {
  const card = { scheme: "card_uid", value: "04A1B2C3", student: "CSAI1001" } as const;
  let claim: string;

  test("is listed with how often, where and by whom it was seen, and changes no mark", async () => {
    await see("card_uid", "04:a1:b2:c3");
    await see("card_uid", "04A1B2C3");
    const { identities } = await served.ask(unclaimedList, "/api/v1/identities/unclaimed");
    expect(identities).toMatchObject([
      {
        scheme: "card_uid",
        value: "04A1B2C3",
        scans: 2,
        seen: [{ location: "BSB214", sender: "main/hall", scans: 2 }],
        suggestions: [],
      },
    ]);
    expect(await statuses()).toEqual({ CSAI1001: "expected", SE2001: "expected" });
  });

  test("shows which marks would change before anything does", async () => {
    const preview = await send(claimPreview, "/api/v1/identities/claims/preview", card);
    expect(preview).toMatchObject({ scans: 2, lasts: true });
    // In the session, and in the standing day of the class.
    expect(preview.marks.map(({ student, from, to }) => `${student} ${from} ${to}`)).toEqual([
      "CSAI1001 expected present",
      "CSAI1001 expected present",
    ]);
    expect(await statuses()).toEqual({ CSAI1001: "expected", SE2001: "expected" });
    expect(await unclaimed()).toEqual(["card_uid 04A1B2C3 2"]);
    expect((await served.ask(identityClaimList, "/api/v1/identities/claims")).claims).toEqual([]);
  });

  test("counts for whoever it is joined to, for scans before and after", async () => {
    const done = await send(claimDone, "/api/v1/identities/claims", { ...card, reason: "asked her" });
    expect(done.scans).toBe(2);
    claim = done.id;
    expect(await statuses()).toEqual({ CSAI1001: "present", SE2001: "expected" });
    await see("card_uid", "04A1B2C3");
    expect(await unclaimed()).toEqual([]);
    expect((await served.ask(identityClaimList, "/api/v1/identities/claims")).claims).toMatchObject([
      { id: claim, value: "04A1B2C3", student: "CSAI1001", scans: 2, reason: "asked her", undone: null },
    ]);
    expect(await differences()).toEqual([]);
  });

  test("is joined to one alone", async () => {
    const again = await refusal("/api/v1/identities/claims", { ...card, student: "SE2001", reason: "no" });
    expect(again.status).toBe(409);
    expect(again.detail).toMatch(
      /value "04A1B2C3": somebody without a name has it already: end it there first/,
    );
  });

  test("says in advance what taking it back does, and is nobody's then, those that came since as well", async () => {
    const preview = await send(claimPreview, `/api/v1/identities/claims/${claim}/preview-undo`, {});
    expect(preview.scans).toBe(3);
    expect(preview.marks.map(({ student, from, to }) => `${student} ${from} ${to}`)).toEqual([
      "CSAI1001 present expected",
      "CSAI1001 present expected",
    ]);
    expect(await statuses()).toEqual({ CSAI1001: "present", SE2001: "expected" });
    const undone = await send(claimUndone, `/api/v1/identities/claims/${claim}/undo`, {
      reason: "the wrong one",
    });
    expect(undone.scans).toBe(3);
    expect(await statuses()).toEqual({ CSAI1001: "expected", SE2001: "expected" });
    expect(await unclaimed()).toEqual(["card_uid 04A1B2C3 3"]);
    expect(await differences()).toEqual([]);
    const again = await refusal(`/api/v1/identities/claims/${claim}/undo`, { reason: "again" });
    expect(again).toMatchObject({ status: 409 });
    expect(again.detail).toMatch(/was taken back before/);
  });

  test("can be joined to another afterwards, with all its scans", async () => {
    const done = await send(claimDone, "/api/v1/identities/claims", {
      ...card,
      student: "SE2001",
      reason: "asked him",
    });
    expect(done.scans).toBe(3);
    expect(await statuses()).toEqual({ CSAI1001: "expected", SE2001: "present" });
    await see("card_uid", "04A1B2C3");
    expect(await unclaimed()).toEqual([]);
    expect(await differences()).toEqual([]);
  });
});

describe("a student id that a reader writes wrongly", () => {
  test("is suggested by its look, joins what is past, and is no second student id", async () => {
    await see("student_id", "CSAI-1001");
    const { identities } = await served.ask(unclaimedList, "/api/v1/identities/unclaimed");
    expect(identities[0]?.suggestions).toMatchObject([
      { student: "CSAI1001", because: "identifier", like: "CSAI1001" },
    ]);
    const told = { scheme: "student_id", value: "CSAI-1001", student: "CSAI1001" };
    expect(await send(claimPreview, "/api/v1/identities/claims/preview", told)).toMatchObject({
      scans: 1,
      lasts: false,
    });
    await send(claimDone, "/api/v1/identities/claims", { ...told, reason: "a typing error" });
    expect((await statuses()).CSAI1001).toBe("present");
    await see("student_id", "CSAI-1001");
    expect(await unclaimed()).toEqual(["student_id CSAI-1001 1"]);
    // Once more, for what came since.
    await send(claimDone, "/api/v1/identities/claims", { ...told, reason: "once more" });
    expect(await unclaimed()).toEqual([]);
    const { claims } = await served.ask(identityClaimList, "/api/v1/identities/claims");
    // The one of before takes back its own scan alone.
    const first = claims.find(({ reason }) => reason === "a typing error");
    const undone = await send(claimUndone, `/api/v1/identities/claims/${first?.id}/undo`, {
      reason: "for a test",
    });
    expect(undone.scans).toBe(1);
    expect(await unclaimed()).toEqual(["student_id CSAI-1001 1"]);
    expect(await differences()).toEqual([]);
  });

  test("is nobody's whom the roster does not know, and a scheme that is none is refused", async () => {
    const nobody = { scheme: "card_uid", value: "FEED", student: "X999" };
    expect(await refusal("/api/v1/identities/claims/preview", nobody)).toMatchObject({ status: 404 });
    const none = await refusal("/api/v1/identities/claims/preview", { ...nobody, student: "SE2001" });
    expect(none.detail).toMatch(/no scan of nobody names it/);
    expect(await refusal("/api/v1/identities/claims/preview", { ...nobody, scheme: "soul" })).toMatchObject({
      status: 400,
    });
  });
});
