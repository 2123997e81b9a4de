import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  type DirectoryStore,
  type EnrolledStudent,
  InvalidCursor,
  type StudentSort,
} from "../../../src/app/register/register-facts.ts";
import { createStudentDirectory } from "../../../src/app/register/student-directory.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";

type Seen = EnrolledStudent["seen"][number];

/** A store that is told what it holds, and counts how often the whole roster was read. */
function storeOf(students: readonly EnrolledStudent[]) {
  const marks: Awaited<ReturnType<DirectoryStore["marksAfter"]>>[number][] = [];
  const state = { version: "1", rosterReads: 0, students };
  const store: DirectoryStore = {
    rosterVersion: async () => state.version,
    enrolledOn: async () => {
      state.rosterReads += 1;
      return {
        upTo: 0,
        students: state.students,
        roomOf: new Map(codes.map((code) => [code, `room ${code}`])),
      };
    },
    marksAfter: async (seq) => marks.filter((mark) => mark.seq > seq),
  };
  return { store, state, mark: (mark: (typeof marks)[number]) => marks.push(mark) };
}

const codes = ["A", "B", "C"];
const student = (studentId: string, seen: readonly Seen[]): EnrolledStudent => ({
  personId: `person of ${studentId}`,
  studentId,
  classes: codes.slice(0, seen.length),
  seen,
});

let day = "2026-11-23";
function directoryOf(store: DirectoryStore) {
  return createStudentDirectory({
    store,
    clock: { now: () => Temporal.Instant.from("2026-11-23T12:00:00Z") },
    today: () => day,
    policy: () => creditPolicy,
  });
}

const everything = { search: null, filter: {}, sort: "student" } as const;
const fromStart = { after: null, offset: 0, limit: 1000 };
const idsOf = ({ students }: { students: readonly { studentId: string }[] }) =>
  students.map(({ studentId }) => studentId);

const school = [
  student("S3", ["present", "late", null]), // 50 %
  student("S1", ["present", "present", "present"]), // 100 %
  student("S4", ["late"]), // 50 %, by another sum
  student("S2", [null, null]), // 0 %
  student("s5", ["present", "present", "late"]), // 83.3 %
];

describe("a list of students", () => {
  test.each([
    ["student", ["S1", "S2", "S3", "S4", "s5"]],
    ["-student", ["s5", "S4", "S3", "S2", "S1"]],
    ["percent", ["S2", "S3", "S4", "s5", "S1"]],
    ["-percent", ["S1", "s5", "S3", "S4", "S2"]],
  ] as const)("by %s, equals among each other by id", async (sort, ids) => {
    const list = await directoryOf(storeOf(school).store).list({ ...everything, sort, ...fromStart });
    expect(idsOf(list)).toEqual(ids);
  });

  test.each([
    [{ search: "s" }, 5],
    [{ search: "S5" }, 1],
    [{ search: "4" }, 1],
    [{ search: "%" }, 0],
    [{ filter: { band: "good" } }, 2],
    [{ filter: { band: "fair" } }, 2],
    [{ filter: { band: "poor" } }, 1],
    [{ filter: { class: "C" } }, 3],
    [{ filter: { location: "room B" } }, 4],
    [{ filter: { class: "C", band: "fair" } }, 1],
  ] as const)("narrowed by %j has %i", async (narrowed, total) => {
    const list = await directoryOf(storeOf(school).store).list({ ...everything, ...narrowed, ...fromStart });
    expect([list.total, list.students.length]).toEqual([total, total]);
  });

  const schools = fc
    .uniqueArray(fc.stringMatching(/^[A-Ca-c0-2]{1,4}$/), { maxLength: 30 })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc
            .array(fc.constantFrom<Seen>("present", "late", null), { minLength: 1, maxLength: 3 })
            .map((seen) => student(id, seen)),
        ),
      ),
    );
  const sorts = fc.constantFrom<StudentSort>("student", "-student", "percent", "-percent");

  test("pages by cursor and pages by place are the list, each student once", async () => {
    await fc.assert(
      fc.asyncProperty(schools, sorts, fc.integer({ min: 1, max: 9 }), async (students, sort, limit) => {
        const directory = directoryOf(storeOf(students).store);
        const query = { ...everything, sort };
        const whole = idsOf(await directory.list({ ...query, ...fromStart }));
        const walked: string[] = [];
        for (let after: string | null = null, pages = 0; pages <= students.length; pages++) {
          const page: Awaited<ReturnType<typeof directory.list>> = await directory.list({
            ...query,
            after,
            offset: 0,
            limit,
          });
          walked.push(...idsOf(page));
          after = page.next;
          if (after === null) break;
        }
        const jumped: string[] = [];
        for (let offset = 0; offset < students.length; offset += limit) {
          jumped.push(...idsOf(await directory.list({ ...query, after: null, offset, limit })));
        }
        expect(new Set(whole).size).toBe(students.length);
        expect(walked).toEqual(whole);
        expect(jumped).toEqual(whole);
      }),
    );
  });

  test("neighbours are those of the list", async () => {
    const directory = directoryOf(storeOf(school).store);
    const query = { ...everything, sort: "percent" } as const;
    expect(await directory.neighbours(query, "S3")).toEqual({
      previous: "S2",
      next: "S4",
      place: 2,
      total: 5,
    });
    expect(await directory.neighbours(query, "S2")).toMatchObject({ previous: null, place: 1 });
    expect(await directory.neighbours(query, "S1")).toMatchObject({ next: null, place: 5 });
    expect(await directory.neighbours({ ...query, filter: { band: "good" } }, "S3")).toMatchObject({
      place: 0,
    });
  });

  test.each([
    "x",
    Buffer.from('["1","S1"]').toString("base64url"),
    Buffer.from("[1,2]").toString("base64url"),
  ])("a cursor that no page gave out is refused: %s", async (after) => {
    const directory = directoryOf(storeOf(school).store);
    await expect(directory.list({ ...everything, ...fromStart, after })).rejects.toThrow(InvalidCursor);
  });
});

describe("what changes meanwhile", () => {
  const lowest = { ...everything, sort: "percent", ...fromStart } as const;

  test("a mark moves its student, without the roster being read again", async () => {
    const { store, state, mark } = storeOf(school);
    const directory = directoryOf(store);
    expect(idsOf(await directory.list(lowest))[0]).toBe("S2");
    mark({ seq: 7, personId: "person of S2", classCode: "A", status: "present" });
    mark({ seq: 8, personId: "person of S2", classCode: "B", status: "present" });
    expect(idsOf(await directory.list(lowest))).toEqual(["S3", "S4", "s5", "S1", "S2"]);
    expect((await directory.classStandings()).get("B")).toEqual({ expected: 4, present: 3, late: 1 });
    expect(state.rosterReads).toBe(1);
  });

  test("a mark that is taken back is gone", async () => {
    const { store, mark } = storeOf(school);
    const directory = directoryOf(store);
    await directory.list(lowest);
    mark({ seq: 9, personId: "person of S4", classCode: "A", status: null });
    expect(idsOf(await directory.list(lowest)).slice(0, 2)).toEqual(["S2", "S4"]);
  });

  test.each([
    ["the store says so", ({ state }: ReturnType<typeof storeOf>) => (state.version = "2")],
    [
      "the roster was changed here",
      (_: unknown, directory: ReturnType<typeof directoryOf>) => directory.forget(),
    ],
    ["a new day begins", () => (day = "2026-11-24")],
  ] as const)("the roster is read anew when %s", async (_name, change) => {
    day = "2026-11-23";
    const held = storeOf(school);
    const directory = directoryOf(held.store);
    expect(await directory.countStudents()).toBe(5);
    held.state.students = school.slice(1);
    expect(await directory.countStudents()).toBe(5);
    change(held, directory);
    expect(await directory.countStudents()).toBe(4);
    expect(held.state.rosterReads).toBe(2);
  });
});
