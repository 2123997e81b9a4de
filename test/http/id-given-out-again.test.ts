import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { studentLooks } from "../../src/contract/http/audit.ts";
import { disputeList, disputeView } from "../../src/contract/http/disputes.ts";
import { classGrid, groupFiguresView } from "../../src/contract/http/figures.ts";
import { importView } from "../../src/contract/http/imports.ts";
import { meView } from "../../src/contract/http/me.ts";
import { personFile } from "../../src/contract/http/privacy.ts";
import {
  absenceList,
  absenceView,
  markExplanationView,
  sessionRow,
} from "../../src/contract/http/sessions.ts";
import { studentPage } from "../../src/contract/http/students.ts";
import { queryRows } from "../parts/postgres.ts";
import { account, asking, posted } from "./rights-school.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

/**
 * QQ7 was Alma's, with a session two days ago, a correction and leave; today a file gave it to Cem. Each has an account and a tutor, and
 * both are in the class of `grace`. Alma has no student id of her own any more, and signs in as `alma`.
 */
let served: ServedHere;
let session: string;
let later: string;
let alma: string;
const word = (who: string, path: string, init: RequestInit = {}) =>
  fetch(`${served.url}${path}`, {
    ...init,
    headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: who },
  });
const mark = (student: string, of = session) => `/api/v1/sessions/${of}/marks/${student}`;
const made = z.object({ id: z.string() });
const add = async (what: string, body: object) =>
  (await served.ask(made, `/api/v1/roster/${what}`, posted(body))).id;
const plan = async (fromMinutes: number, toMinutes: number) => {
  const now = served.clock.now();
  const row = await served.ask(
    sessionRow,
    "/api/v1/sessions",
    posted({
      classes: ["OWN"],
      rooms: ["R1"],
      start: now.add({ minutes: fromMinutes }).toString(),
      end: now.add({ minutes: toMinutes }).toString(),
      beside: true,
    }),
  );
  return row.id;
};
const leave = (from: number, to: number) => ({
  student: "QQ7",
  from: served.clock.now().add({ hours: from }).toString(),
  to: served.clock.now().add({ hours: to }).toString(),
  category: "medical",
});

beforeAll(async () => {
  const asked = asking();
  served = await serveHere({}, undefined, asked.who);
  const now = served.clock.now();
  const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
  const staff = new Map<string, string>();
  for (const code of ["grace", "tom", "tina"]) staff.set(code, await add("staff", { code }));
  await add("rooms", { code: "R1" });
  const of = await add("classes", { code: "OWN", title: "OWN", staff: [staff.get("grace")] });
  alma = await add("students", { code: "QQ7", givenName: "Alma", familyName: "Brook" });
  await queryRows(
    served.database,
    "insert into identifier (scheme, value, person_id) values ('username', 'alma', $1)",
    [alma],
  );
  const earlier = now.subtract({ hours: 50 }).toZonedDateTimeISO("Europe/London").toPlainDate().toString();
  await add("enrolments", { student: alma, class: of, from: earlier });
  session = await plan(-50 * 60, -49 * 60);
  const { revision } = (await served.ask(markExplanationView, mark("QQ7"))).mark;
  const correction = { to: { status: "absent" }, reason: "her secret", revision };
  asked.set("rita", account("rita", ["registrar"], null));
  asked.set("dora", account("dora", ["data_protection_officer"], null));
  expect((await word("rita", mark("QQ7"), posted(correction))).status).toBe(200);
  expect((await word("rita", "/api/v1/students/QQ7")).status).toBe(200);
  await served.ask(
    absenceView,
    "/api/v1/absences",
    posted({ ...leave(-52, -48), reason: "her secret", state: "approved" }),
  );

  const uploaded = await fetch(`${served.url}/api/v1/imports?kind=csv&name=students.csv`, {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: "student_id,given_name,family_name\nQQ7,Cem,Dag\n",
  });
  const preview = importView.parse(await uploaded.json());
  const answers = { answers: { "student QQ7": "another" } };
  const { id } = await served.ask(importView, `/api/v1/imports/${preview.id}/answers`, posted(answers));
  // With the id the enrolment of whoever had it ends; Alma goes on in the class without one.
  await served.ask(importView, `/api/v1/imports/${id}/apply`, posted({ confirmWarnings: true }));
  const [row] = await queryRows<{ id: string }>(
    served.database,
    "select person_id as id from identifier where value = 'QQ7' and valid_to is null",
    [],
  );
  const cem = row?.id ?? "";
  expect(cem).not.toBe(alma);
  for (const student of [alma, cem]) await add("enrolments", { student, class: of, from: day });
  later = await plan(1, 60);
  for (const [tutor, student] of [
    ["tom", alma],
    ["tina", cem],
  ] as const) {
    const path = `/api/v1/roster/people/${staff.get(tutor)}/tutees`;
    await served.ask(z.unknown(), path, posted({ students: [student] }, "PUT"));
    asked.set(tutor, account(tutor, ["tutor"], staff.get(tutor) ?? null));
  }
  asked.set("grace", account("grace", ["lecturer"], staff.get("grace") ?? null));
  asked.set("alma", account("alma", ["student"], alma));
  asked.set("cem", account("cem", ["student"], cem));
}, 120_000);
afterAll(() => served?.stop());

describe("an id that was given to somebody else", () => {
  const nameOf = async (who: string, path: string) => {
    const answer = await word(who, path);
    return answer.ok ? markExplanationView.parse(await answer.json()).mark.student.name : answer.status;
  };

  test("opens a mark of before to whoever had it then, and to theirs, and to nobody else", async () => {
    for (const who of ["alma", "tom", "grace", "rita"]) {
      expect(await nameOf(who, mark("QQ7")), who).toBe("Alma Brook");
      expect(await nameOf(who, mark(alma)), who).toBe("Alma Brook");
    }
    for (const who of ["cem", "tina"]) {
      expect(await nameOf(who, mark("QQ7")), who).toBe(404);
      expect(await nameOf(who, mark(alma)), who).toBe(404);
    }
  });

  test("opens a mark of after to whoever has it, and to theirs, and to nobody else", async () => {
    for (const who of ["cem", "tina", "grace", "rita"]) {
      expect(await nameOf(who, mark("QQ7", later)), who).toBe("Cem Dag");
    }
    for (const who of ["alma", "tom"]) expect(await nameOf(who, mark("QQ7", later)), who).toBe(404);
  });

  test("disputes a mark of before in the name of whoever had it then alone", async () => {
    const body = posted({ claimed: "present", reason: "I was there", revision: 1 });
    expect((await word("cem", `${mark("QQ7")}/disputes`, body)).status).toBe(404);
    expect((await word("tina", `${mark("QQ7")}/disputes`, body)).status).toBe(404);
    expect((await word("tom", `${mark("QQ7")}/disputes`, body)).status).toBe(403);
    const list = async (who: string) =>
      disputeList.parse(await (await word(who, "/api/v1/disputes")).json()).disputes.length;
    expect(await list("rita")).toBe(0);
    const { revision } = markExplanationView.parse(await (await word("alma", mark("QQ7"))).json()).mark;
    const own = await word(
      "alma",
      `${mark("QQ7")}/disputes`,
      posted({ claimed: "present", reason: "I was there", revision }),
    );
    expect(disputeView.parse(await own.json()).student.name).toBe("Alma Brook");
    expect(await Promise.all(["alma", "tom", "grace", "cem", "tina"].map(list))).toEqual([1, 1, 1, 0, 0]);
  });

  test("asks for leave of before in the name of whoever had it then alone", async () => {
    const ask = (who: string, from: number, to: number) =>
      word(who, "/api/v1/absences", posted({ ...leave(from, to), reason: "a visit" }));
    const list = async (who: string) =>
      absenceList
        .parse(await (await word(who, "/api/v1/absences")).json())
        .absences.map(({ student }) => student.name);
    const before = await ask("cem", -100, -90);
    expect(before.status).toBe(404);
    expect(await before.text()).not.toContain("Alma");
    expect(await list("alma")).toEqual(["Alma Brook"]);
    expect(absenceView.parse(await (await ask("alma", -100, -90)).json()).student.name).toBe("Alma Brook");
    expect((await ask("alma", 48, 50)).status).toBe(404);
    expect(absenceView.parse(await (await ask("cem", 48, 50)).json()).student.name).toBe("Cem Dag");
    expect(await list("alma")).toEqual(["Alma Brook", "Alma Brook"]);
    expect(await list("tom")).toEqual(["Alma Brook", "Alma Brook"]);
    expect(await list("cem")).toEqual(["Cem Dag"]);
    expect(await list("tina")).toEqual(["Cem Dag"]);
  });

  test("is no one's in leave over the day on which it changed hands: that is refused with what to do", async () => {
    const count = async () =>
      absenceList.parse(await (await word("rita", "/api/v1/absences")).json()).absences.length;
    const before = await count();
    for (const who of ["rita", "cem"]) {
      const asked = posted({ ...leave(-90, 60), reason: "a journey" });
      const answer = await word(who, "/api/v1/absences", asked);
      expect(answer.status, who).toBe(400);
      const text = await answer.text();
      expect(text, who).toContain("was given to somebody else within these days");
      expect(text, who).not.toContain("Alma");
    }
    expect(await count()).toBe(before);
  });

  test("opens no page, figures, file or record of before to whoever has it now", async () => {
    for (const path of [
      "/api/v1/students/QQ7",
      "/api/v1/registers/students/QQ7/figures",
      "/api/v1/registers/students/QQ7/calendar",
      "/api/v1/exports/students/QQ7/record.json",
      "/api/v1/people/QQ7/file",
      "/api/v1/people/QQ7/file.json",
    ]) {
      const answer = await word("cem", path);
      expect(answer.status, path).toBe(200);
      const text = await answer.text();
      expect(text, path).not.toMatch(/Alma|Brook|her secret/u);
      expect(text, path).not.toContain(alma);
    }
  });

  test("leaves whoever had it a page, figures, a file and an erasure, by the id that pages show of them", async () => {
    const found = await word("rita", "/api/v1/students?left=true&search=alma");
    const { students } = studentPage.parse(await found.json());
    expect(students.map(({ student }) => student)).toEqual([{ id: alma, name: "Alma Brook" }]);
    for (const path of [
      `/api/v1/students/${alma}`,
      `/api/v1/students/${alma}/neighbours?left=true`,
      `/api/v1/registers/students/${alma}/figures`,
      `/api/v1/registers/students/${alma}/calendar`,
      `/api/v1/exports/students/${alma}/record.json`,
      `/api/v1/scans?student=${alma}`,
      `/api/v1/absences?student=${alma}`,
      `/api/v1/disputes?student=${alma}`,
      `/api/v1/alerts?student=${alma}`,
    ]) {
      expect((await word("rita", path)).status, path).toBe(200);
    }
    for (const path of [`/api/v1/people/${alma}/file`, `/api/v1/people/${alma}/erasure`]) {
      const answer = await word("dora", path);
      expect(answer.status, path).toBe(200);
      expect(await answer.text(), path).toContain("Alma Brook");
    }
    const disputed = disputeList.parse(await (await word("rita", `/api/v1/disputes?student=${alma}`)).json());
    expect(disputed.disputes.map(({ student }) => student.name)).toEqual(["Alma Brook"]);
    const left = absenceList.parse(await (await word("rita", `/api/v1/absences?student=${alma}`)).json());
    expect(new Set(left.absences.map(({ student }) => student.name))).toEqual(new Set(["Alma Brook"]));
    expect(left.absences.length).toBeGreaterThan(0);
    const own = meView.parse(await (await word("alma", "/api/v1/me")).json());
    expect(own).toMatchObject({ student: alma });
    for (const path of ["", "/looks"]) {
      expect((await word("alma", `/api/v1/students/${alma}${path}`)).status, path).toBe(200);
    }
    for (const who of ["cem", "tina"]) {
      expect((await word(who, `/api/v1/students/${alma}`)).status, who).toBe(404);
    }
  });

  test("leaves whoever had it in the figures and the grid of their class", async () => {
    const path = "/api/v1/registers/classes/OWN";
    const figures = groupFiguresView.parse(await (await word("rita", `${path}/figures`)).json());
    expect(figures.students.map(({ student }) => student.name).sort()).toEqual(["Alma Brook", "Cem Dag"]);
    const day = served.clock.now().subtract({ hours: 50 }).toZonedDateTimeISO("Europe/London").toPlainDate();
    const days = `from=${day}&to=${day.add({ days: 3 })}`;
    const grid = classGrid.parse(await (await word("rita", `${path}/grid?${days}`)).json());
    expect(grid.students.map(({ student }) => student.name).sort()).toEqual(["Alma Brook", "Cem Dag"]);
  });

  test("is written to the audit log under whose mark was changed", async () => {
    for (const [id, of, name] of [
      ["QQ7", session, alma],
      ["QQ7", later, "QQ7"],
    ] as const) {
      const { revision } = markExplanationView.parse(await (await word("rita", mark(id, of))).json()).mark;
      const reason = `of ${name === alma ? "Alma" : "Cem"}`;
      const body = posted({ to: { status: "present" }, reason, revision });
      expect((await word("rita", mark(id, of), body)).status).toBe(200);
      const [entry] = await queryRows<{ object: string }>(
        served.database,
        "select object from audit_entry where reason = $1",
        [reason],
      );
      expect(entry?.object).toBe(`id ${of}, student ${name}`);
    }
    const said = async (id: string) => {
      const file = personFile.parse(await (await word("dora", `/api/v1/people/${id}/file`)).json());
      return JSON.stringify(file.chapters.find(({ table }) => table === "audit_entry")?.rows);
    };
    expect(await said(alma)).toContain("of Alma");
    expect(await said(alma)).not.toContain("of Cem");
    expect(await said("QQ7")).toContain("of Cem");
    expect(await said("QQ7")).not.toContain("of Alma");
  });

  test("tells each of the looks and the deeds of their own time, and the quarter of an hour is each one's own", async () => {
    // So that Alma has an id again by which her looks and her file are asked for.
    await queryRows(
      served.database,
      "insert into identifier (scheme, value, person_id, valid_from) values ('student_id', 'QQ8', $1, $2)",
      [alma, served.clock.now().toString()],
    );
    for (const id of ["QQ7", "QQ7", "QQ8"]) {
      expect((await word("rita", `/api/v1/students/${id}`)).status).toBe(200);
    }
    const looks = async (who: string, id: string) =>
      studentLooks.parse(await (await word(who, `/api/v1/students/${id}/looks`)).json()).looks.length;
    const [changed] = await queryRows<{ at: string }>(
      served.database,
      "select valid_from as at from identifier where value = 'QQ7' and valid_to is null",
      [],
    );
    const entries = await queryRows<{ object: string; after: boolean }>(
      served.database,
      "select object, at >= $1::timestamptz as after from audit_entry where deed = 'student.look' order by seq",
      [changed?.at],
    );
    // A quarter of an hour may end meanwhile: then somebody has another look.
    const [first] = entries;
    expect(first).toEqual({ object: "student QQ7", after: false });
    const ofCem = entries.filter(({ object, after }) => object === "student QQ7" && after).length;
    expect(ofCem).toBeGreaterThan(0);
    expect(await looks("cem", "QQ7")).toBe(ofCem);
    expect(await looks("alma", "QQ8")).toBe(entries.length - ofCem);
    const audited = async (who: string, id: string) =>
      JSON.stringify(
        personFile
          .parse(await (await word(who, `/api/v1/people/${id}/file`)).json())
          .chapters.find(({ table }) => table === "audit_entry")?.rows,
      );
    expect(await audited("alma", "QQ8")).toContain("her secret");
    expect(await audited("cem", "QQ7")).not.toContain("her secret");
    expect(await audited("dora", "QQ7")).not.toContain("her secret");
  });
});
