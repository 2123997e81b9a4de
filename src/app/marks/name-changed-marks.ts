import type { Temporal } from "temporal-polyfill";
import type { ChangedMark } from "../../contract/http/changed-mark.ts";
import type { WrittenMark } from "./watch-marks.ts";

/** A seat in a session, with the names of both. */
export interface NamedSeat {
  readonly session: string;
  readonly kind: "timetabled" | "standing";
  readonly title: string;
  /** Local, ISO. */
  readonly day: string;
  readonly start: Temporal.Instant;
  /** The store's id, and the student's own. */
  readonly person: string;
  readonly student: string;
  readonly name: string | null;
}

/** Names the seats of all sessions and persons in question, in one question. */
export type NameSeats = (
  seats: readonly { readonly session: string; readonly student: string }[],
) => Promise<readonly NamedSeat[]>;

/** The marks that became others in a rehearsal, with the names that a person knows them by, in their order in time. */
export async function nameChangedMarks(
  nameSeats: NameSeats,
  written: readonly WrittenMark[],
): Promise<ChangedMark[]> {
  const changed = written.filter(({ from, to }) => from !== to.status);
  const seats = new Map((await nameSeats(changed)).map((seat) => [`${seat.session} ${seat.person}`, seat]));
  return changed
    .flatMap(({ session, student, from, to }) => {
      const seat = seats.get(`${session} ${student}`);
      if (seat === undefined) return [];
      const { kind, title, day, start, name } = seat;
      const minutesLate = "minutesLate" in to ? (to.minutesLate ?? null) : null;
      const at = start.toString({ fractionalSecondDigits: 3 });
      const told = { session, kind, title, day, start: at, student: seat.student, name };
      return [{ ...told, from, to: to.status, minutesLate }];
    })
    .sort((a, b) => (a.start + a.student < b.start + b.student ? -1 : 1));
}
