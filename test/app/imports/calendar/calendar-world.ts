import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { fileOpener } from "../../../../src/adapters/files/open-upload.ts";
import type { StoredSession } from "../../../../src/app/facts/fact-transaction.ts";
import { readPlainCsv } from "../../../../src/app/imports/csv/read-plain-csv.ts";
import type { ImportContent } from "../../../../src/app/imports/import-content.ts";
import type { ImportPlan, StoredWorld } from "../../../../src/app/imports/import-plan.ts";
import { planImport } from "../../../../src/app/imports/plan-import.ts";
import type { ImportNote } from "../../../../src/contract/http/imports.ts";
import { expectSeen } from "../import-world.ts";
import { keepSessions } from "../keep-sessions.ts";
import { read } from "./read-for-test.ts";

export interface TakenCalendar {
  readonly plan: ImportPlan;
  readonly notes: readonly ImportNote[];
  /** `add 1`, of sessions alone. */
  readonly sessions: string;
}

/** A school in memory, into which timetables are taken one after the other. */
export interface CalendarWorld {
  /** @param how.source who tells; `feed 1` where it is left out */
  take(
    text: string,
    how?: { source?: string; complete?: boolean; answers?: ImportContent["answers"] },
  ): TakenCalendar;
  takeCsv(text: string, how?: { complete?: boolean; answers?: ImportContent["answers"] }): TakenCalendar;
  turnTo(at: string): void;
  /** Makes a day one without teaching. */
  closeOn(day: string, title: string): void;
  /** `HIST-1 2026-11-26 09:00 Yew 1 by feed 1`, in order of time; cancelled ones say so. */
  sessions(): readonly string[];
  /** Ids by the words that `sessions` has. */
  idOf(words: string): string | undefined;
  /** What each is called, its kind and how it meets, by id. */
  titles(): ReadonlyMap<string, string>;
  rooms(): readonly string[];
  classes(): readonly string[];
  /** What each of the staff is called. */
  staff(): readonly string[];
}

const timeZone = "Europe/London";

export function openCalendarWorld(start = "2026-09-01T12:00:00Z"): CalendarWorld {
  let now = Temporal.Instant.from(start);
  let roster: StoredWorld["roster"] = {
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
  };
  let kept: Pick<StoredWorld, "sessions" | "said"> = { sessions: [], said: new Map() };
  const takenBack = new Map<string, ImportPlan["takenBack"][number]>();
  const ofSource = (name: string) =>
    new Map([...takenBack.values()].flatMap((one) => (one.source === name ? [[one.key, one] as const] : [])));

  function plan(content: ImportContent): ImportPlan {
    const keys = roster.keys.filter(({ source }) => source === content.source);
    const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const planned = planImport(
      content,
      {
        roster: { ...roster, keys },
        ...kept,
        takenBack: ofSource(content.source),
        onDays: [],
        standing: [],
      },
      { now, today, timeZone, mint: uuidv7 },
    );
    expectSeen(planned);
    return planned;
  }

  function apply(content: ImportContent, notes: readonly ImportNote[]): TakenCalendar {
    const made = plan(content);
    const over = <Row extends { readonly id: string }>(
      before: readonly Row[],
      rows: readonly Row[],
    ): Row[] => [...new Map([...before, ...rows].map((row) => [row.id, row])).values()];
    const rows = made.roster;
    roster = {
      ...roster,
      rooms: over(roster.rooms, rows.rooms),
      classes: over(roster.classes, rows.classes),
      people: over(roster.people, rows.people),
      identifiers: [...roster.identifiers, ...rows.identifiers],
      keys: [
        ...new Map(
          [...roster.keys, ...rows.keys].map((one) => [
            JSON.stringify([one.source, one.thing, one.key]),
            one,
          ]),
        ).values(),
      ],
    };
    kept = keepSessions(kept, made, now);
    for (const word of made.takenBack) takenBack.set(`${word.source} ${word.key}`, word);
    const sessions = made.counts.find(({ thing }) => thing === "session");
    const words = Object.entries(sessions ?? {}).flatMap(([kind, count]) =>
      typeof count === "number" && count > 0 && kind !== "same" ? [`${kind} ${count}`] : [],
    );
    return { plan: made, notes: [...notes, ...made.notes], sessions: words.join(", ") };
  }

  const tell = ({ plan: of, state }: StoredSession): string => {
    const local = of.start
      .toZonedDateTimeISO(of.timeZone)
      .toPlainDateTime()
      .toString({ smallestUnit: "minute" });
    const codes = of.classes.map((id) => roster.classes.find((one) => one.id === id)?.code).join("+");
    const rooms = of.rooms.map((id) => roster.rooms.find((one) => one.id === id)?.code).join("+");
    return `${codes} ${local.replace("T", " ")} ${rooms || "nowhere"} by ${of.source?.name ?? "hand"}${state === "cancelled" ? " cancelled" : ""}`;
  };
  const inOrder = () =>
    kept.sessions.toSorted(
      (a, b) =>
        a.plan.start.epochMilliseconds - b.plan.start.epochMilliseconds || (tell(a) < tell(b) ? -1 : 1),
    );

  return {
    take(text, { source = "feed 1", complete = false, answers = {} } = {}) {
      const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
      const { content, notes } = read(text, { complete, today });
      return apply({ ...content, source, answers }, notes);
    },
    takeCsv(text, { complete = false, answers = {} } = {}) {
      const table = fileOpener.table({ name: "timetable.csv", bytes: new TextEncoder().encode(text) });
      const { content, notes } = readPlainCsv([table], { timeZone, complete });
      return apply({ ...content, answers }, notes);
    },
    turnTo(at) {
      now = Temporal.Instant.from(at);
    },
    closeOn(day, title) {
      roster = { ...roster, nonTeachingDays: [...roster.nonTeachingDays, { day, title, source: null }] };
    },
    sessions: () => inOrder().map(tell),
    idOf: (words) => inOrder().find((session) => tell(session) === words)?.plan.id,
    titles: () =>
      new Map(
        kept.sessions.map(({ plan: { id, title, sort, mode } }) => [id, [title, sort, mode].join(", ")]),
      ),
    rooms: () => roster.rooms.map(({ code }) => code).sort(),
    classes: () => roster.classes.map(({ code }) => code).sort(),
    staff: () =>
      roster.people.flatMap(({ kind, familyName }) => (kind === "staff" ? [familyName ?? ""] : [])).sort(),
  };
}
