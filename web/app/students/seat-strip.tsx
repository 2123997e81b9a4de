import type { SeatView } from "../../../src/contract/http/students.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks, toneGround, toneInk } from "../../ui/looks.ts";
import { markLetters } from "../../ui/mark-letters.ts";

interface SeatStripProps {
  readonly seats: readonly SeatView[];
  readonly timeZone: string;
}

/** A student's sessions of a day, one letter each, in the colour of what is concluded. */
export function SeatStrip({ seats, timeZone }: SeatStripProps) {
  if (seats.length === 0) return <span className="text-xs text-muted">No class</span>;
  return (
    <ul className="flex flex-wrap gap-1">
      {seats.map((seat) => {
        const { tone } = markLooks[seat.status];
        return (
          <li key={seat.session} title={describeSeat(seat, timeZone)}>
            <span
              aria-hidden
              className={`grid h-5 min-w-5 place-items-center rounded-[0.25rem] px-1 text-2xs font-semibold ${toneInk[tone]} ${toneGround[tone]}`}
            >
              {markLetters[seat.status]}
            </span>
            <span className="sr-only">{describeSeat(seat, timeZone)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** `09:00 CHM-101: present`; a standing session has no time of its own. */
export function describeSeat(
  { kind, start, classes, status }: Pick<SeatView, "kind" | "start" | "classes" | "status">,
  timeZone: string,
): string {
  const time = kind === "standing" ? "" : `${clockfaceOf(timeZone).minute(start)} `;
  return `${time}${classes.join(", ")}: ${markLooks[status].word.toLowerCase()}`;
}
