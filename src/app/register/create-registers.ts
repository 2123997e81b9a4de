import type { ClassSummary, TotalsView } from "../../contract/http/api.ts";
import { dayOf, spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { NamedPolicy } from "../policy/policy-version.ts";
import type { Clock } from "../ports.ts";
import type { RegisterStore } from "./register-facts.ts";
import { createStudentDirectory, type StudentDirectory } from "./student-directory.ts";
import { type FigureContext, rateOfPlaces, statusOf } from "./student-views.ts";

export interface Registers {
  /** The local day that figures are of now. */
  today(): string;
  figures(): FigureContext;
  /** Who is enrolled today; told when the roster changes. */
  readonly directory: StudentDirectory;
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
