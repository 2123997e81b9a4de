import { foldForSearch, foldText, searchWords } from "../../domain/kernel/fold-text.ts";
import type { Clock } from "../ports.ts";
import type { Roster, RosterClass, RosterStudent, StudentsStore } from "./students-store.ts";

/** How long a roster is trusted without being read again, should the store not tell that it changed. */
const longestTrustMs = 60_000;

/** A student of the roster, ready to be searched and put in order. */
export interface ListedStudent extends RosterStudent {
  readonly name: string | null;
  /** Name and id as they are searched. */
  readonly folded: string;
  /** Family name first; without a name, the id, after all names. */
  readonly orderKey: string;
}

export interface ListedRoster extends Omit<Roster, "students"> {
  /** By name; students of a demonstration that was ended are none of the school's. */
  readonly students: readonly ListedStudent[];
  readonly byId: ReadonlyMap<string, ListedStudent>;
  readonly classOf: ReadonlyMap<string, RosterClass>;
}

/**
 * The roster held in memory: 40,000 students are searched, narrowed and ordered by name without asking the store for
 * more than whether anything changed.
 */
export interface RosterList {
  read(): Promise<ListedRoster>;
  /** The roster changed: what is held is no longer true. */
  forget(): void;
}

export function createRosterList(parts: {
  readonly store: Pick<StudentsStore, "rosterVersion" | "roster">;
  readonly clock: Clock;
  readonly today: () => string;
}): RosterList {
  const { store, clock, today } = parts;
  let held: { day: string; version: string; readAt: number; roster: ListedRoster } | null = null;
  let reading: Promise<ListedRoster> | null = null;
  let forgotten = 0;

  async function readAnew(): Promise<ListedRoster> {
    for (;;) {
      const began = forgotten;
      const day = today();
      // First its version, then the roster: a change in between is then found the next time.
      const version = await store.rosterVersion();
      const roster = list(await store.roster(day));
      if (began !== forgotten) continue;
      held = { day, version, readAt: clock.now().epochMilliseconds, roster };
      return roster;
    }
  }

  return {
    async read() {
      if (
        held !== null &&
        held.day === today() &&
        clock.now().epochMilliseconds - held.readAt < longestTrustMs &&
        held.version === (await store.rosterVersion())
      ) {
        return held.roster;
      }
      reading ??= readAnew().finally(() => {
        reading = null;
      });
      return reading;
    },

    forget() {
      forgotten += 1;
      held = null;
    },
  };
}

function list({ students, classes, courses }: Roster): ListedRoster {
  const listed = students.map((student): ListedStudent => {
    const { givenName, familyName, studentId } = student;
    const name = [givenName, familyName].filter((part) => part !== null && part !== "").join(" ") || null;
    return {
      ...student,
      name,
      folded: foldForSearch(`${name ?? ""} ${studentId}`),
      // U+FFFF is no letter of any name: those without one come last.
      orderKey:
        name === null
          ? `\uffff${studentId}`
          : `${foldText([familyName, givenName].filter(Boolean).join(" "))}\u0000${studentId}`,
    };
  });
  listed.sort((a, b) => (a.orderKey < b.orderKey ? -1 : 1));
  return {
    students: listed.filter(({ ofEndedDemo }) => !ofEndedDemo),
    classes,
    courses,
    byId: new Map(listed.map((student) => [student.studentId, student])),
    classOf: new Map(classes.map((each) => [each.code, each])),
  };
}

/**
 * Those whose name or id has every word of a search, the best first: the id itself, an id that begins so, a name that
 * begins so, and then whatever holds it; each by name, and who has left after who has not.
 */
export function findStudents(students: readonly ListedStudent[], search: string): readonly ListedStudent[] {
  const words = searchWords(search);
  if (words.length === 0) return [];
  const whole = words.join(" ");
  const ranked: ListedStudent[][] = [[], [], [], [], []];
  for (const student of students) {
    if (!words.every((word) => student.folded.includes(word))) continue;
    ranked[student.left ? 4 : rankOf(student, whole, words)]?.push(student);
  }
  return ranked.flat();
}

function rankOf({ studentId, name, folded }: ListedStudent, whole: string, words: readonly string[]): number {
  const id = foldForSearch(studentId);
  if (id === whole) return 0;
  if (id.startsWith(whole)) return 1;
  const beginnings = [...foldText(name ?? "").split(/[^\p{L}\p{N}]+/u), ...folded.split(/\s+/)];
  return words.every((word) => beginnings.some((part) => part.startsWith(word))) ? 2 : 3;
}
