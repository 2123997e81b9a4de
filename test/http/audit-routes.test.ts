import { afterAll, beforeAll, expect, test } from "vitest";
import { auditPage, studentLooks } from "../../src/contract/http/audit.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { addAccount, type Browser, openBrowser, passwords, setUpAdministrator, signIn } from "./sign-in.ts";

let served: ServedHere;
let ada: Browser;
let rita: Browser;
let ritaId: string;
let student: Browser;
beforeAll(async () => {
  served = await serveHere();
  ada = await setUpAdministrator(served);
  ritaId = await addAccount(ada, "rita", ["registrar"], passwords.bob);
  rita = openBrowser(served.url);
  await signIn(rita, "rita", passwords.bob);
  const sam = await addAccount(ada, "sam", ["student"], passwords.other);
  const linked = await ada.send("PATCH", `/api/v1/accounts/${sam}`, {
    name: "Sam",
    email: null,
    person: "CSAI1001",
  });
  if (linked.status !== 200) throw new Error(linked.text);
  student = openBrowser(served.url);
  await signIn(student, "sam", passwords.other);
}, 120_000);
afterAll(() => served?.stop());

const log = async (query = "") =>
  auditPage.parse(JSON.parse((await ada.send("GET", `/api/v1/audit${query}`)).text));

test("the log is read page by page, the newest first, with names, and with before and after", async () => {
  const all = await log();
  expect(all.entries.map(({ seq }) => seq)).toEqual(
    [...all.entries.map(({ seq }) => seq)].sort((a, b) => b - a),
  );
  expect(all.head.seq).toBe(all.entries[0]?.seq);
  const linked = all.entries.find(({ after }) => after?.includes("person") === true);
  expect(linked).toMatchObject({ actor: { login: "ada", name: "Ada Byron" }, role: "administrator" });

  const first = await log("?limit=2");
  const second = await log(`?limit=2&cursor=${first.next}`);
  expect([...first.entries, ...second.entries].map(({ seq }) => seq)).toEqual(
    all.entries.slice(0, 4).map(({ seq }) => seq),
  );
});

test("is narrowed to a person, a kind, and days", async () => {
  const { entries } = await log(`?actor=${ritaId}&deed=session.`);
  expect(entries.map(({ deed }) => deed)).toEqual(["session.begin"]);
  expect((await log("?from=2001-01-01")).entries).toEqual([]);
  const day = served.clock.now().toZonedDateTimeISO("Europe/London").toPlainDate().toString();
  expect((await log(`?from=${day}`)).entries.length).toBeGreaterThan(3);
});

test("holds no password, and is for those who oversee alone", async () => {
  const { text } = await ada.send("GET", "/api/v1/audit?limit=200");
  for (const password of Object.values(passwords)) expect(text).not.toContain(password);
  expect((await rita.send("GET", "/api/v1/audit")).status).toBe(404);
  expect((await student.send("GET", "/api/v1/audit")).status).toBe(404);
});

test("a student sees who looked at them, not their own looks, and of nobody else", async () => {
  await student.send("GET", "/api/v1/students/CSAI1001");
  const looks = async () =>
    studentLooks.parse(JSON.parse((await student.send("GET", "/api/v1/students/CSAI1001/looks")).text)).looks;
  expect(await looks()).toEqual([]);
  await rita.send("GET", "/api/v1/students/CSAI1001");
  expect(await looks()).toMatchObject([{ by: "rita of the school", role: "registrar" }]);
  expect((await student.send("GET", "/api/v1/students/SE2001/looks")).status).toBe(404);
  // Whoever asks who looked does not look.
  await ada.send("GET", "/api/v1/students/CSAI1001/looks");
  expect(await looks()).toHaveLength(1);
});
