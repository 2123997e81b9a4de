import type { Temporal } from "temporal-polyfill";
import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { Author } from "../actor.ts";
import type { Clock } from "../ports.ts";

/** Store ids throughout. */
export interface TutoringStore {
  /** The kind of each of some people who are there. */
  kinds(people: readonly string[]): Promise<ReadonlyMap<string, "student" | "staff">>;
  /** Whom somebody tutors on a local day. */
  tuteesOf(tutor: string, day: string): Promise<readonly string[]>;
  /** From a day on somebody tutors these and nobody else. */
  tutor(
    tutor: string,
    students: readonly string[],
    said: { readonly from: string; readonly at: Temporal.Instant; readonly actor: Author },
  ): Promise<void>;
}

export type TutoringOutcome =
  | { readonly kind: "done"; readonly students: readonly string[] }
  /** Nobody of the staff has this id. */
  | { readonly kind: "unknown" }
  | { readonly kind: "no_student"; readonly id: string };

/** Who is whose tutor: what a tutor may see of a student rests on it. */
export interface Tutoring {
  /** Those of today. */
  tutees(tutor: string): Promise<TutoringOutcome>;
  /** From today on somebody tutors these students and nobody else; what was before stays known. */
  tutor(tutor: string, students: readonly string[], actor: Actor): Promise<TutoringOutcome>;
}

/** @param parts.onChanged told when somebody may see other students than before */
export function createTutoring(parts: {
  readonly store: TutoringStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly onChanged: () => void;
}): Tutoring {
  const { store, clock, timeZone } = parts;
  const today = (): string => dayOf(clock.now(), timeZone).toString();
  return {
    async tutees(tutor) {
      if ((await store.kinds([tutor])).get(tutor) !== "staff") return { kind: "unknown" };
      return { kind: "done", students: await store.tuteesOf(tutor, today()) };
    },
    async tutor(tutor, students, actor) {
      const kinds = await store.kinds([tutor, ...students]);
      if (kinds.get(tutor) !== "staff") return { kind: "unknown" };
      const strange = students.find((student) => kinds.get(student) !== "student");
      if (strange !== undefined) return { kind: "no_student", id: strange };
      await store.tutor(tutor, students, { from: today(), at: clock.now(), actor });
      parts.onChanged();
      return { kind: "done", students: await store.tuteesOf(tutor, today()) };
    },
  };
}
