import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { expect } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readPlainCsv } from "../../../src/app/imports/csv/read-plain-csv.ts";
import type { ImportContent, ReadContent } from "../../../src/app/imports/import-content.ts";
import type { ImportPlan, StoredWorld } from "../../../src/app/imports/import-plan.ts";
import { readOneRoster } from "../../../src/app/imports/oneroster/read-one-roster.ts";
import { planImport } from "../../../src/app/imports/plan-import.ts";
import type { ImportNote } from "../../../src/contract/http/imports.ts";
import { read } from "./calendar/read-for-test.ts";
import { keepSessions } from "./keep-sessions.ts";

const timeZone = "Europe/London";

/** A school in memory, into which files are taken one after the other as the store would take them. */
export interface ImportWorld {
  /** What the files would do now, with everything that is said about them. */
  preview(files: Readonly<Record<string, string>>, how?: Taking): Preview;
  /** The same, and it is done. */
  take(files: Readonly<Record<string, string>>, how?: Taking): Preview;
  turnTo(at: string): void;
  readonly world: () => StoredWorld;
  /** Puts a world in its place, as others would have changed it. */
  set(world: StoredWorld): void;
  /** Given and family name of whoever has a student id now. */
  holder(studentId: string): string | null;
  /** Spans of a student id in a class, `from` to the first day after, by first day. */
  spans(studentId: string, classCode: string): readonly string[];
}

export interface Taking {
  readonly complete?: boolean;
  readonly answers?: ImportContent["answers"];
}

export interface Preview {
  readonly plan: ImportPlan;
  readonly notes: readonly ImportNote[];
  /** `student add 3` and the like, without what stays the same. */
  readonly counts: readonly string[];
}

export function openImportWorld(): ImportWorld {
  let now = Temporal.Instant.from("2026-11-22T12:00:00Z");
  let world: StoredWorld = {
    roster: {
      terms: [],
      nonTeachingDays: [],
      rooms: [],
      courses: [],
      classes: [],
      people: [],
      identifiers: [],
      formerIds: [],
      formerLogins: [],
      enrolments: [],
      keys: [],
    },
    sessions: [],
    said: new Map(),
    takenBack: new Map(),
    onDays: [],
    standing: [],
  };

  function preview(files: Readonly<Record<string, string>>, { complete = false, answers = {} }: Taking = {}) {
    const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const { content, notes }: ReadContent = readFiles(files, complete, today);
    const plan = planImport({ ...content, answers }, keysOf(world, content.source), {
      now,
      today,
      timeZone,
      mint: uuidv7,
    });
    expectSeen(plan);
    const counts = plan.counts.flatMap(({ thing, add, change, end, move }) =>
      Object.entries({ add, change, end, move }).flatMap(([kind, n]) =>
        n === 0 ? [] : [`${thing} ${kind} ${n}`],
      ),
    );
    return { plan, notes: [...notes, ...plan.notes], counts };
  }

  return {
    preview,
    take(files, how) {
      const seen = preview(files, how);
      world = { ...applied(world, seen.plan), ...keepSessions(world, seen.plan, now) };
      return seen;
    },
    turnTo(at) {
      now = Temporal.Instant.from(at);
    },
    world: () => world,
    set(changed) {
      world = changed;
    },
    holder(studentId) {
      const { identifiers, people } = world.roster;
      const id = identifiers.find(
        ({ scheme, value }) => scheme === "student_id" && value === studentId,
      )?.person;
      const person = people.find((one) => one.id === id);
      return person === undefined ? null : [person.givenName, person.familyName].join(" ");
    },
    spans(studentId, classCode) {
      const { identifiers, classes, enrolments } = world.roster;
      const id = identifiers.find(
        ({ scheme, value }) => scheme === "student_id" && value === studentId,
      )?.person;
      const of = classes.find(({ code }) => code === classCode)?.id;
      return enrolments
        .filter((one) => one.student === id && one.class === of && one.from !== one.to)
        .map(({ from, to }) => `${from} to ${to ?? "ever"}`)
        .sort();
    },
  };
}

/** No preview of any test tells a change by the same words on both sides, and no plan holds two words of one key. */
export function expectSeen({ changes, roster }: Pick<ImportPlan, "changes" | "roster">): void {
  expect(changes.filter(({ before, after }) => before === after)).toEqual([]);
  const keys = roster.keys.map(({ source, thing, key }) => JSON.stringify([source, thing, key]));
  const seen = new Set<string>();
  expect(keys.filter((key) => seen.size === seen.add(key).size)).toEqual([]);
}

/** A calendar is a source of its own, by its file's name. */
function readFiles(files: Readonly<Record<string, string>>, complete: boolean, today: string): ReadContent {
  const [[name, text] = ["", ""]] = Object.entries(files);
  if (name.endsWith(".ics")) {
    const { content, notes } = read(text, { complete, today });
    return { content: { ...content, source: name }, notes };
  }
  const tables = Object.entries(files).map(([name, text]) =>
    fileOpener.table({ name, bytes: new TextEncoder().encode(text) }),
  );
  const context = { timeZone, complete, today };
  const isOneRoster = Object.keys(files).some((name) =>
    /^(users|manifest|enrollments|classes)\.csv$/.test(name),
  );
  return isOneRoster ? readOneRoster(tables, context) : readPlainCsv(tables, context);
}

/** Of keys a plan sees only those of its source. */
const keysOf = (world: StoredWorld, source: string): StoredWorld => ({
  ...world,
  roster: { ...world.roster, keys: world.roster.keys.filter((one) => one.source === source) },
});

function applied(world: StoredWorld, plan: ImportPlan): StoredWorld {
  const { roster } = world;
  const { roster: rows } = plan;
  const over = <Row extends { readonly id: string }>(stored: readonly Row[], written: readonly Row[]) => [
    ...new Map([...stored, ...written].map((row) => [row.id, row])).values(),
  ];
  const isEnded = (one: { readonly scheme: string; readonly value: string }) =>
    rows.endedIdentifiers.some(({ scheme, value }) => scheme === one.scheme && value === one.value);
  const keyOf = ({ source, thing, key }: (typeof rows.keys)[number]) => JSON.stringify([source, thing, key]);
  return {
    ...world,
    roster: {
      terms: over(roster.terms, rows.terms),
      nonTeachingDays: [
        ...new Map(
          [...roster.nonTeachingDays, ...rows.nonTeachingDays].map((one) => [one.day, one]),
        ).values(),
      ].filter(({ day }) => !rows.endedDays.includes(day)),
      rooms: over(roster.rooms, rows.rooms),
      courses: over(roster.courses, rows.courses),
      classes: over(roster.classes, rows.classes),
      people: over(roster.people, rows.people),
      identifiers: [...roster.identifiers.filter((one) => !isEnded(one)), ...rows.identifiers],
      formerIds: [
        ...roster.formerIds,
        ...rows.endedIdentifiers.flatMap(({ scheme, value, at }) => {
          const was = roster.identifiers.find((one) => one.scheme === scheme && one.value === value);
          return was === undefined || scheme !== "student_id" ? [] : [{ ...was, to: at }];
        }),
      ],
      formerLogins: [
        ...roster.formerLogins,
        ...rows.endedIdentifiers.flatMap(({ scheme, value, at }) => {
          const was = roster.identifiers.find((one) => one.scheme === scheme && one.value === value);
          const isStaff = roster.people.some(({ id, kind }) => id === was?.person && kind === "staff");
          return was === undefined || scheme !== "username" || !isStaff ? [] : [{ ...was, to: at }];
        }),
      ],
      enrolments: over(roster.enrolments, plan.enrolments),
      keys: [...new Map([...roster.keys, ...rows.keys].map((one) => [keyOf(one), one])).values()],
    },
  };
}
