import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionList } from "../../src/contract/http/sessions.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { addAccount, type Browser, openBrowser, passwords, setUpAdministrator, signIn } from "./sign-in.ts";

let served: ServedHere;
let ada: Browser;
let registrar: Browser;
let registrarId: string;
beforeAll(async () => {
  served = await serveHere();
  ada = await setUpAdministrator(served);
  registrarId = await addAccount(ada, "rita", ["registrar"], passwords.bob);
  registrar = openBrowser(served.url);
  await signIn(registrar, "rita", passwords.bob);
});
afterAll(() => served?.stop());

const entries = (deed: string) =>
  queryRows<{ actor: string; role: string; object: string; reason: string }>(
    served.database,
    "select actor, role, object, reason from audit_entry where deed = $1 order by seq",
    [deed],
  );

test("what somebody changes is written down: who, as what, and to what", async () => {
  const answer = await ada.send("PATCH", "/api/v1/institution", { name: "Northgate" });
  expect(answer.status).toBe(200);
  expect(await entries("PATCH /api/v1/institution")).toMatchObject([{ role: "administrator", object: "" }]);
});

test("what was refused was not done, and is not written down", async () => {
  await ada.send("PATCH", "/api/v1/institution", { name: "x".repeat(200) });
  expect(await entries("PATCH /api/v1/institution")).toHaveLength(1);
});

test("looks at a student are one entry for each quarter of an hour, and exports one each", async () => {
  for (let n = 0; n < 3; n++) await registrar.send("GET", "/api/v1/students/CSAI1001");
  await registrar.send("GET", "/api/v1/students/SE2001");
  // Whoever is not there is looked at by nobody.
  expect((await registrar.send("GET", "/api/v1/students/nobody")).status).toBe(404);
  const looks = await entries("student.look");
  expect(looks.length).toBeLessThanOrEqual(4);
  expect(new Set(looks.map(({ object }) => object))).toEqual(new Set(["student CSAI1001", "student SE2001"]));
  for (const look of looks) expect(look).toMatchObject({ actor: registrarId, role: "registrar" });
});

test("what is said of many marks at once is written down with whose they are", async () => {
  const { sessions } = sessionList.parse(JSON.parse((await ada.send("GET", "/api/v1/sessions")).text));
  const session = sessions.find(({ rooms }) => rooms.includes("BSB214"))?.id ?? "";
  const path = `/api/v1/sessions/${session}/marks`;
  const students = ["CSAI1001", "SE2001"].map((student) => ({ student, revision: 0 }));
  const answer = await registrar.send("POST", path, {
    students,
    to: { status: "present" },
    reason: "by hand",
  });
  expect(answer.status).toBe(200);
  expect(await entries("POST /api/v1/sessions/:id/marks")).toMatchObject([
    { object: `id ${session}, student CSAI1001, student SE2001`, reason: "by hand" },
  ]);
});
