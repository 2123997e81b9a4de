import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { personPage } from "../../src/contract/http/roster.ts";
import { foundPeople, studentPage } from "../../src/contract/http/students.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

describe("people are found however their names are written", () => {
  let server: ServedHere;
  beforeAll(async () => {
    server = await serveHere();
    const made = z.object({ id: z.string() });
    const day = server.clock.now().toZonedDateTimeISO("Europe/London").toPlainDate().toString();
    const post = (path: string, body: object) =>
      server.ask(made, `/api/v1/roster/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const { id: taught } = await post("classes", { code: "LAW-101", title: "Law" });
    for (const [code, givenName, familyName] of people) {
      const { id } = await post("students", { code, givenName, familyName });
      await post("enrolments", { student: id, class: taught, from: day });
      await post("staff", { code: `S-${code}`, givenName, familyName });
    }
  }, 60_000);
  afterAll(() => server?.stop());

  const people = [
    ["P1", "Siobh\u00e1n", "O\u2019Farrell"],
    ["P2", "Jo", "OBrien"],
    ["P3", "Mary-Anne", "Smith\u2010Jones"],
    ["P4", "Jos\u00e9", "Mu\u00f1oz \u00c5str\u00f6m"],
    ["P5", "S\u00f8ren", "Stra\u00dfe"],
  ] as const;

  test.each([
    ["ofarrell", "P1"],
    ["O'Farrell", "P1"],
    ["farrell", "P1"],
    ["siobhan o\u2019f", "P1"],
    ["o'brien", "P2"],
    ["O\u2019BRIEN jo", "P2"],
    ["smith jones", "P3"],
    ["smithjones", "P3"],
    ["Maryanne", "P3"],
    ["smith-jones mary", "P3"],
    ["munoz", "P4"],
    ["astrom jose", "P4"],
    ["A\u030astr\u00f6m", "P4"],
    ["soren strasse", "P5"],
    ["S\u00d8REN", "P5"],
  ])("%s", async (search, code) => {
    const asked = new URLSearchParams({ search });
    const found = await server.ask(foundPeople, `/api/v1/people?${asked}`);
    expect(found.people.map(({ student }) => student.id)).toEqual([code]);
    const listed = await server.ask(studentPage, `/api/v1/students?${asked}`);
    expect(listed.students.map(({ student }) => student.id)).toEqual([code]);
    for (const [kind, own] of [
      ["students", code],
      ["staff", `S-${code}`],
    ]) {
      const page = await server.ask(personPage, `/api/v1/roster/${kind}?${asked}`);
      expect(page.people.map((person) => person.code)).toEqual([own]);
    }
  });
});
