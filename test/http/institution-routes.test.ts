import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import { institutionView } from "../../src/contract/http/institution.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { courseView, savedTerm } from "../../src/contract/http/roster.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere();
});
afterAll(() => served?.stop());

const send = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const told = () => served.ask(institutionView, "/api/v1/institution");
const system = () => served.ask(systemView, "/api/v1/system");
const begin = (load: string) =>
  served.ask(institutionView, "/api/v1/institution/first-run", send("POST", { load }));

test("a new store plays the original's school and asks what it is to hold", async () => {
  expect(await told()).toEqual({
    name: "",
    timeZone: "Europe/London",
    nextTimeZone: null,
    asksTimeZone: false,
    firstRun: true,
    termMissing: null,
  });
  const { demo, institution } = await system();
  expect(demo).toEqual({ active: true, students: 3, classes: 3 });
  expect(institution).toEqual({ name: "", firstRun: true });
});

test("a name is kept without the space around it, and one too long is refused by its field", async () => {
  const renamed = await served.ask(
    institutionView,
    "/api/v1/institution",
    send("PATCH", { name: "  Northgate University " }),
  );
  expect(renamed.name).toBe("Northgate University");
  expect((await system()).institution.name).toBe("Northgate University");
  const refused = await fetch(`${served.url}/api/v1/institution`, send("PATCH", { name: "x".repeat(121) }));
  expect(refused.status).toBe(400);
  expect(problem.parse(await refused.json()).errors).toMatchObject([{ field: "name" }]);
  expect((await told()).name).toBe("Northgate University");
});

test("a term of its own does not end the first run; a course of its own does, whoever chose nothing", async () => {
  const { database } = served;
  const term = { code: "2026-AUT", title: "Autumn", from: "2026-09-21", to: "2026-12-19" };
  const first = await served.ask(savedTerm, "/api/v1/roster/terms", send("POST", term));
  expect(first.shares).toEqual([]);
  // Another that covers days of it is not taken without a word.
  const block = { code: "2026-B2", title: "Block 2", from: "2026-11-02", to: "2027-01-29" };
  const shares = [{ from: block.from, to: term.to, counts: block.code, other: term.code }];
  const saved = await served.ask(savedTerm, "/api/v1/roster/terms", send("POST", block));
  expect(saved.shares).toEqual(shares);
  const longer = send("PATCH", { to: "2027-02-26" });
  expect((await served.ask(savedTerm, `/api/v1/roster/terms/${saved.id}`, longer)).shares).toEqual(shares);
  expect((await told()).firstRun).toBe(true);
  await served.ask(courseView, "/api/v1/roster/courses", send("POST", { code: "BIO", title: "Biology" }));
  expect((await told()).firstRun).toBe(false);
  await queryRows(database, "delete from course", []);
  expect((await told()).firstRun).toBe(true);
});

test("a timetable without a term is told with the days that a term could have, until one has begun", async () => {
  const fresh = await serveHere();
  try {
    const { url } = fresh;
    const missing = async () => (await fresh.ask(institutionView, "/api/v1/institution")).termMissing;
    const { day } = await fresh.ask(systemView, "/api/v1/system");
    const later = (days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${url}/api/v1/${path}`, send("POST", body));
      expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200);
    };
    // Standing classes are there, of whom nobody misses a term.
    expect(await missing()).toBeNull();
    await post("roster/rooms", { code: "R1" });
    await post("roster/classes", { code: "BIO", title: "Biology" });
    for (const days of [3, 40]) {
      const at = (hour: string): string => `${later(days)}T${hour}:00:00Z`;
      const plan = { title: "Cells", classes: ["BIO"], rooms: ["R1"], start: at("10"), end: at("11") };
      await post("sessions", plan);
    }
    expect(await missing()).toEqual({ from: later(3), to: later(40) });
    await post("roster/terms", { code: "NEXT", title: "Next", from: later(2), to: later(50) });
    expect(await missing()).toEqual({ from: later(3), to: later(40) });
    await post("roster/terms", { code: "NOW", title: "Now", from: day, to: later(1) });
    expect(await missing()).toBeNull();
  } finally {
    await fresh.stop();
  }
});

test("each choice is remembered; a school of one's own begins without the made-up students, who come back when asked for", async () => {
  expect((await begin("later")).firstRun).toBe(false);
  expect((await system()).demo.active).toBe(true);
  for (const load of ["files", "by_hand", "nothing"]) {
    await begin("demonstration");
    expect((await system()).demo).toMatchObject({ active: true, students: 3 });
    expect((await begin(load)).firstRun).toBe(false);
    expect((await system()).demo).toMatchObject({ active: false, students: 0 });
  }
  await begin("university");
  expect((await system()).demo.active).toBe(false);
});

test("the zone of a new store is told once and taken on at the next start; one with people of its own keeps its zone", async () => {
  const fresh = await serveHere({ timeZoneNamed: false });
  try {
    const { database, url } = fresh;
    const at = "/api/v1/institution";
    const kept = async () => (await queryRows(database, "select time_zone from institution", [])).at(0);
    expect(await fresh.ask(institutionView, at)).toMatchObject({ asksTimeZone: true, nextTimeZone: null });
    const refused = await fetch(`${url}${at}`, send("PATCH", { timeZone: "Adelaide" }));
    expect(refused.status).toBe(400);
    expect(problem.parse(await refused.json()).errors).toMatchObject([{ field: "timeZone" }]);
    expect(
      await fresh.ask(institutionView, at, send("PATCH", { timeZone: "Australia/Adelaide" })),
    ).toMatchObject({ timeZone: "Europe/London", nextTimeZone: "Australia/Adelaide", firstRun: true });
    expect(await kept()).toEqual({ time_zone: "Australia/Adelaide" });
    await fresh.ask(institutionView, at, send("PATCH", { timeZone: "Europe/London" }));
    await fresh.ask(courseView, "/api/v1/roster/courses", send("POST", { code: "BIO", title: "Biology" }));
    expect(await fresh.ask(institutionView, at)).toMatchObject({ asksTimeZone: false });
    expect((await fetch(`${url}${at}`, send("PATCH", { timeZone: "Asia/Tokyo" }))).status).toBe(409);
    expect(await kept()).toEqual({ time_zone: "Europe/London" });
  } finally {
    await fresh.stop();
  }
}, 60_000);
