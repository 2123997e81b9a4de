import { parse } from "csv-parse/sync";
import { afterEach, expect, test } from "vitest";
import { loadSchool, readTimeZone } from "../../../simulator/university/load-school.ts";
import { schoolFiles } from "../../../simulator/university/school-files.ts";
import { make, smallMaking } from "./any-university.ts";
import { type FakeApiOptions, startFakeApi } from "./start-fake-api.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function fakeApi(options: FakeApiOptions = {}) {
  const api = await startFakeApi(options);
  closers.push(api.stop);
  return api;
}

const school = make(smallMaking);
const files = schoolFiles(school);
const { signal } = new AbortController();
const rows = (text: string | undefined): Record<string, string>[] => parse(text ?? "", { columns: true });

test("the files hold every student, enrolment and meeting", () => {
  const [students, enrolments, timetable] = files.map(({ text }) => rows(text));
  expect(students?.map((row) => row.student_id)).toEqual(school.students.map(({ id }) => id));
  expect(students?.[0]).toEqual({
    student_id: "AST1001",
    given_name: school.students[0]?.givenName,
    family_name: school.students[0]?.familyName,
    email: "ast1001@students.example",
    cohort: "AST",
  });
  expect(enrolments).toEqual(
    school.enrolments.map(({ student, class: code, from, to }) => ({
      student_id: student,
      class: code,
      from,
      to: to ?? "",
    })),
  );
  expect(timetable?.map(({ start = "", end = "" }) => [Date.parse(start), Date.parse(end)])).toEqual(
    school.sessions.map(({ from, to }) => [from, to]),
  );
  expect(timetable?.map(({ class: code, rooms }) => [code, rooms])).toEqual(
    school.sessions.map(({ class: code, room }) => [code, room]),
  );
});

test("a school is sent, and applied with every warning confirmed", async () => {
  const api = await fakeApi();
  const applied = await loadSchool({ url: api.url, token: null }, files, signal);
  expect(applied.state).toBe("applied");
  expect(api.imports).toEqual([Object.fromEntries(files.map(({ name, text }) => [name, text]))]);
  expect(api.applied).toEqual([{ confirmWarnings: true }]);
});

test("a refused row stops it before anything is applied, and is told", async () => {
  const api = await fakeApi({
    notes: [
      {
        severity: "refused",
        file: "timetable.csv",
        line: 7,
        column: "start",
        value: "soon",
        message: "is no time",
        remedy: "write one",
      },
    ],
  });
  await expect(loadSchool({ url: api.url, token: null }, files, signal)).rejects.toMatchObject({
    name: "ApiTrouble",
    message: "the server refused 1 rows of the school: timetable.csv line 7 start is no time",
  });
  expect(api.applied).toEqual([]);
});

test.each([
  [JSON.stringify({ title: "Not now", detail: "the store is away" }), "Not now: the store is away"],
  ["<html>a proxy</html>", "<html>a proxy</html>"],
])("a problem is told: %s", async (body, told) => {
  const api = await fakeApi({ problem: { status: 503, body } });
  await expect(loadSchool({ url: api.url, token: null }, files, signal)).rejects.toMatchObject({
    name: "ApiTrouble",
    message: `POST /api/v1/imports was answered with 503: ${told}`,
  });
});

test("the server says in which zone it lives; where none answers, it is told what to do", async () => {
  const api = await fakeApi({ timeZone: "Asia/Kolkata" });
  expect(await readTimeZone({ url: api.url, token: null }, signal)).toBe("Asia/Kolkata");
  await api.stop();
  closers.length = 0;
  await expect(readTimeZone({ url: api.url, token: null }, signal)).rejects.toMatchObject({
    name: "ApiTrouble",
    message: expect.stringMatching(/no Muster server answers at http.*npm start.*--api/),
  });
});
