import type { SeatView } from "../../../src/contract/http/students.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { markLooks, toneGround, toneInk } from "../../ui/looks.ts";
import { markLetters } from "../../ui/mark-letters.ts";
import { addDays } from "../decisions/add-days.ts";
import { describeSeat } from "./seat-strip.tsx";

interface TermStripProps {
  /** By start. */
  readonly seats: readonly SeatView[];
  /** The local day of now. */
  readonly today: string;
  readonly timeZone: string;
  readonly onOpen: (session: string) => void;
}

const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

/** A term at one look: a column for each week, a letter for each session in the colour of what is concluded. */
export function TermStrip({ seats, today, timeZone, onOpen }: TermStripProps) {
  const weeks = byWeek(seats);
  const now = mondayOf(today);
  return (
    <div className="overflow-x-auto px-4 py-3">
      <ol className="flex w-max items-start gap-1.5">
        {weeks.map(({ monday, own }) => (
          <li key={monday} className="flex w-11 flex-col items-stretch gap-1">
            <span
              className={`text-center text-2xs whitespace-nowrap ${monday === now ? "font-semibold text-ink" : "text-muted"}`}
            >
              <span className="sr-only">Week of </span>
              {write(shortDay, monday)}
            </span>
            <ul
              className={`flex flex-col gap-0.5 rounded-control p-0.5 ${monday === now ? "bg-sunken" : ""}`}
            >
              {own.map((seat) => {
                const { tone } = markLooks[seat.status];
                const look = `grid h-6 w-full place-items-center rounded-[0.25rem] text-2xs font-semibold ${toneInk[tone]} ${toneGround[tone]}`;
                const words = `${writeShortDay(seat.day)}, ${describeSeat(seat, timeZone)}`;
                return (
                  <li key={seat.session + seat.day} title={words}>
                    <button
                      type="button"
                      aria-label={words}
                      onClick={() => onOpen(seat.session)}
                      className={`${look} hover:outline hover:outline-line-strong`}
                    >
                      {markLetters[seat.status]}
                    </button>
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

const write = (format: Intl.DateTimeFormat, day: string): string =>
  format.format(new Date(`${day}T00:00:00Z`));

/** @param day YYYY-MM-DD */
function mondayOf(day: string): string {
  // Sunday is 0, and the last day of a week.
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The weeks from the first session to the last, those without one among them. */
function byWeek(seats: readonly SeatView[]): readonly { monday: string; own: SeatView[] }[] {
  const weeks = new Map<string, SeatView[]>();
  const [first, last] = [seats[0], seats.at(-1)];
  if (first === undefined || last === undefined) return [];
  for (let monday = mondayOf(first.day); monday <= last.day; monday = addDays(monday, 7))
    weeks.set(monday, []);
  for (const seat of seats) weeks.get(mondayOf(seat.day))?.push(seat);
  return Array.from(weeks, ([monday, own]) => ({ monday, own }));
}
