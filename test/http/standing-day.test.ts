import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { sessionList } from "../../src/contract/http/sessions.ts";
import { asking, posted } from "./rights-school.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere({}, undefined, asking().who);
});
afterAll(() => served?.stop());

const made = z.object({ id: z.string() });
const problem = z.object({ detail: z.string() });

test("a session of a day on which a class stands moves to another room, and to no other time", async () => {
  const today = served.clock.now().toZonedDateTimeISO("Europe/London").toPlainDate();
  const [day, later] = [today.toString(), today.add({ days: 3 })];
  const add = async (what: string, body: object) =>
    (await served.ask(made, `/api/v1/roster/${what}`, posted(body))).id;
  const [of, room] = [
    await add("classes", { code: "ST", title: "Form" }),
    await add("rooms", { code: "R1", title: "Room" }),
  ];
  await add("rooms", { code: "R2", title: "Other" });
  const student = await add("students", { code: "P1", givenName: "Ada", familyName: "Ash" });
  await add("enrolments", { student, class: of, from: day });
  const stands = posted({ room, from: day });
  await served.ask(z.unknown(), `/api/v1/roster/classes/${of}/standing-rooms`, { ...stands, method: "PUT" });
  const list = async () =>
    (await served.ask(sessionList, `/api/v1/sessions?from=${day}&to=${day}`)).sessions.filter(({ classes }) =>
      classes.some(({ code }) => code === "ST"),
    );
  const [session] = await list();
  expect(session).toMatchObject({ kind: "standing", day, rooms: ["R1"] });
  const move = (body: object) =>
    fetch(`${served.url}/api/v1/sessions/${session?.id}/move`, posted({ reason: "x", ...body }));

  const elsewhen = await move({
    start: later.toZonedDateTime({ timeZone: "Europe/London", plainTime: "09:00" }).toInstant().toString(),
  });
  expect([elsewhen.status, problem.parse(await elsewhen.json()).detail]).toEqual([
    409,
    `start: the session is of the whole day ${day}, on which its class stands in its room, and moves to no other time; give another room, cancel it, or change where the class stands`,
  ]);
  expect((await move({ rooms: ["R2"] })).status).toBe(200);
  expect(await list()).toMatchObject([{ kind: "standing", day, rooms: ["R2"] }]);

  // A title that an export could not bring back is made at no door.
  const titled = await fetch(
    `${served.url}/api/v1/sessions`,
    posted({
      classes: ["ST"],
      rooms: ["R1"],
      start: `${later}T09:00:00Z`,
      end: `${later}T10:00:00Z`,
      title: "a\u0001b",
    }),
  );
  expect([titled.status, problem.parse(await titled.json()).detail]).toEqual([
    400,
    expect.stringContaining("title: holds U+0001, a line end, a tab or another control character"),
  ]);
});
