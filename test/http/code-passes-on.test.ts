import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { personDetail } from "../../src/contract/http/roster.ts";
import { asking, posted } from "./rights-school.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere({}, undefined, asking().who);
});
afterAll(() => served?.stop());

const made = z.object({ id: z.string() });
const root = "/api/v1/roster";
const problem = z.object({ detail: z.string() });
const refusal = async (path: string, body: object) => {
  const response = await fetch(`${served.url}${root}/${path}`, posted(body));
  expect(response.ok).toBe(false);
  return problem.parse(await response.json()).detail;
};

test("an id of somebody who left is a new person's from a day on, and each refusal says the way there", async () => {
  const day = (by: number) =>
    served.clock.now().toZonedDateTimeISO("Europe/London").toPlainDate().add({ days: by }).toString();
  const add = async (what: string, body: object) =>
    (await served.ask(made, `${root}/${what}`, posted(body))).id;
  const alma = await add("students", { code: "P2", givenName: "Alma", familyName: "Brook" });
  const of = await add("classes", { code: "ST", title: "Form" });
  const next = { code: "P2", givenName: "Cem", familyName: "Dag" };

  const seat = await add("enrolments", { student: alma, class: of, from: day(-20) });
  expect(await refusal("students", { ...next, from: day(-2) })).toContain(
    "Alma Brook has it and is enrolled without an end: correct it; if it is given to somebody else, end those enrolments first",
  );
  await served.ask(z.unknown(), `${root}/enrolments/${seat}`, {
    ...posted({ to: day(-5) }),
    method: "PATCH",
  });
  expect(await refusal("students", next)).toContain(
    "Alma Brook has it, and is enrolled no longer: give the first day of the new person in from",
  );
  expect(await refusal("students", { ...next, from: day(-6) })).toContain(`was enrolled until ${day(-5)}`);
  const cem = await add("students", { ...next, from: day(-3) });
  const codes = async (id: string) =>
    (await served.ask(personDetail, `${root}/people/${id}`)).identifiers.map(({ value, from, to }) => [
      value,
      from === null,
      to === null,
    ]);
  expect(await codes(alma)).toEqual([["P2", true, false]]);
  expect(await codes(cem)).toEqual([["P2", false, true]]);
  expect(await refusal("students", next)).toContain(
    "Cem Dag has it: correct it; if it is given to somebody else",
  );
});
