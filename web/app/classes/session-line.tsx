import { Link } from "@tanstack/react-router";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { writeDay } from "../../time/write-day.ts";
import { countMarks } from "../registers/count-marks.ts";
import { titleOf } from "../registers/title-of.ts";
import { writeSpan } from "../registers/write-span.ts";

interface SessionLineProps {
  readonly session: SessionRow;
  /** The local day of now, YYYY-MM-DD. */
  readonly today: string;
}

/** When and where a session is, as a way to its register; how many are here once it has begun. */
export function SessionLine({ session, today }: SessionLineProps) {
  const { id, day, rooms, state, expected } = session;
  const when = day === today ? writeSpan(session) : `${writeShortDay(day)}, ${writeSpan(session)}`;
  return (
    <>
      <Link
        to="/registers/$session"
        params={{ session: id }}
        title={`${titleOf(session)}, ${writeDay(day)}`}
        className="text-sm whitespace-nowrap hover:underline"
      >
        {when}
      </Link>
      <span className="block text-xs text-muted">
        {rooms.length === 0 ? "No room" : rooms.join(", ")}
        {state !== "scheduled" && ` · ${countHere(session)} of ${expected} here`}
      </span>
    </>
  );
}

/** How many of the expected were seen. */
export function countHere({ counts }: Pick<SessionRow, "counts">): number {
  const { present, late } = countMarks(counts);
  return present + late;
}
