import type { ClassSummary, StudentAttendance, StudentPage, TotalsView } from "../../contract/http/api.ts";
import { dayOf, spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { NamedPolicy } from "../policy/policy-version.ts";
import type { Clock } from "../ports.ts";
import type { Place, RegisterStore } from "./register-facts.ts";
import { createStudentDirectory, type StudentDirectory, type StudentSearch } from "./student-directory.ts";
import { type FigureContext, rateOfPlaces, statusOf, toStudentView } from "./student-views.ts";

/** Newest scans shown with a student, unless fewer are asked for. */
const scansShown = 100;

export interface Registers {
  /** The local day that figures are of now. */
  today(): string;
  figures(): FigureContext;
  /** Who is enrolled today; told when the roster changes. */
  readonly directory: StudentDirectory;
  /** @param query.after the `next` of the page before; @param query.offset leaves out so many from there */
  students(
    query: StudentSearch & { readonly after: string | null; readonly offset: number; readonly limit: number },
  ): Promise<StudentPage>;
  /**
   * @param scans how many of the newest scans come with it
   * @returns null for a student id that nobody has
   */
  attendance(studentId: string, scans?: number): Promise<StudentAttendance | null>;
  /** null for a code that no class with students has. */
  classSummary(code: string): Promise<ClassSummary | null>;
  totals(): Promise<TotalsView>;
}

/** The registers of today, with the sum behind each figure. */
export function createRegisters(parts: {
  readonly store: RegisterStore;
  readonly clock: Clock;
  readonly timeZone: string;
  /** The policy in force. When it changes the directory is to forget what it holds. */
  readonly policy: () => NamedPolicy;
}): Registers {
  const { store, clock, timeZone } = parts;

  function figures(): FigureContext {
    const now = clock.now();
    const { policy, name: policyName } = parts.policy();
    return { policy, policyName, now, span: spanOfDay(dayOf(now, timeZone), timeZone) };
  }
  const today = (): string => dayOf(clock.now(), timeZone).toString();

  const directory = createStudentDirectory({ store, clock, today, policy: () => parts.policy().policy });

  return {
    today,
    figures,
    directory,

    async students(query) {
      const day = today();
      const page = await directory.list(query);
      const places = await store.placesOfStudents(
        page.students.map(({ personId }) => personId),
        day,
      );
      const byPerson = new Map<string, Place[]>();
      for (const place of places)
        byPerson.set(place.personId, [...(byPerson.get(place.personId) ?? []), place]);
      const context = figures();
      return {
        students: page.students.map(({ personId, studentId }) =>
          toStudentView(studentId, byPerson.get(personId) ?? [], context),
        ),
        total: page.total,
        next: page.next,
      };
    },

    async attendance(studentId, shown = scansShown) {
      const student = await store.findStudent(studentId);
      if (student === null) return null;
      const day = today();
      const [places, scans] = await Promise.all([
        store.placesOfStudents([student.personId], day),
        store.listScans({ student: studentId }, null, shown),
      ]);
      const { rate, locations } = toStudentView(studentId, places, figures());
      return { student: { studentId }, day, timeZone, rate, locations, scans: [...scans] };
    },

    async classSummary(code) {
      const day = today();
      const found = await store.findClass(code, day);
      if (found === null) return null;
      const [places, counts] = await Promise.all([
        store.placesOfClass(found.id, day),
        store.countScansOfClass(found.id, day),
      ]);
      const context = figures();
      const { id: _, ...shown } = found;
      return {
        class: shown,
        day,
        timeZone,
        rate: rateOfPlaces(places, context),
        scans: {
          granted: counts.granted ?? 0,
          late: counts.late ?? 0,
          denied: counts.denied ?? 0,
          unknown: counts.unknown ?? 0,
        },
        students: places.map((place) => ({
          studentId: place.studentId,
          status: statusOf(place, context),
          decision: place.evidence?.decision ?? null,
          reason: place.evidence?.reason ?? null,
          at: place.evidence?.occurredAt.toString({ fractionalSecondDigits: 3 }) ?? null,
        })),
      };
    },

    async totals() {
      const counts = await store.countTallies(today());
      return {
        granted: counts.granted ?? 0,
        late: counts.late ?? 0,
        denied: counts.denied ?? 0,
        unknown: counts.unknown ?? 0,
        repeats: counts.repeat ?? 0,
        quarantined: counts.quarantined ?? 0,
      };
    },
  };
}
