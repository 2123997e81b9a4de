import { CloudOff, Hand, Loader } from "lucide-react";
import { memo, useRef } from "react";
import type { MarkView, RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { type Correction, type CorrectionStatus, correctionWords, quickChoices } from "./correction.ts";
import { flagWords } from "./flag-words.ts";
import { writeAttempts } from "./write-attempts.ts";
import { writePerson } from "./write-person.ts";

interface RegisterRowProps {
  readonly mark: MarkView;
  /** How often this student was turned away here; null for never. */
  readonly attempts: RegisterView["attempts"][number] | null;
  readonly place: number;
  readonly timeZone: string;
  readonly chosen: boolean;
  readonly active: boolean;
  /** What is on its way for this student; null for nothing. */
  readonly pending: Correction | null;
  /** What waits on this device for this student; null for nothing. */
  readonly waiting: Correction | null;
  /** What may be made of the mark; empty where it may only be looked at. */
  readonly allowed: readonly CorrectionStatus[];
  readonly onChoose: (student: string, chosen: boolean) => void;
  readonly onMark: (student: string, status: CorrectionStatus, anew: boolean) => void;
  readonly onOpen: (student: string) => void;
}

/** The columns of a register, shared by its head and its rows; on a phone a row is three lines. */
export const registerColumns =
  "grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-3 gap-y-1 lg:grid-cols-[1.25rem_minmax(9rem,14rem)_11rem_4.5rem_minmax(0,1fr)_9.5rem] lg:gap-x-4";

/** One student of a register: who, what, since when, why, and the ways to say otherwise. */
export const RegisterRow = memo(function RegisterRow(props: RegisterRowProps) {
  const {
    mark,
    attempts,
    place,
    timeZone,
    chosen,
    active,
    pending,
    waiting,
    allowed,
    onChoose,
    onMark,
    onOpen,
  } = props;
  const { student, status, minutesLate, firstSeen, source, flags, why } = mark;
  const name = writePerson(student);
  // Whoever comes while one looks is lit once; what was there when the row came is not news.
  const cameBefore = useRef(firstSeen !== null);
  const lit = !cameBefore.current && firstSeen !== null;
  const byHand = source === "manual";
  return (
    <tr
      data-row={place}
      data-student={student.id}
      className={`${registerColumns} items-center border-b border-line px-4 py-2 ${active ? "bg-sunken" : ""} ${chosen ? "bg-held-soft" : ""} ${lit ? "motion-safe:animate-arrive [--arrival-tint:var(--color-good-soft)]" : ""}`}
    >
      <td className="flex print:hidden">
        {allowed.length > 0 && (
          <input
            type="checkbox"
            aria-label={`Choose ${name}`}
            checked={chosen}
            onChange={({ target }) => onChoose(student.id, target.checked)}
            className="size-6 accent-accent lg:size-4"
          />
        )}
      </td>
      <th scope="row" className="min-w-0 text-left">
        <button
          type="button"
          onClick={() => onOpen(student.id)}
          className="-mx-1 min-h-6 max-w-full rounded-[0.25rem] px-1 text-left text-sm font-medium break-words hover:underline"
        >
          {name}
        </button>
        {student.name !== null && <span className="block text-xs font-normal text-muted">{student.id}</span>}
      </th>
      <td className="flex flex-wrap items-center gap-x-2 max-lg:justify-self-end">
        {pending === null && waiting !== null ? (
          <span className="inline-flex h-5 items-center gap-1 rounded-control bg-late-soft px-1.5 text-xs font-medium text-late">
            <CloudOff aria-hidden className="size-3.5" />
            {correctionWords[waiting.status]}, waits
          </span>
        ) : pending === null ? (
          <StatusMark look={markLooks[status]} />
        ) : (
          <span className="inline-flex h-5 items-center gap-1 text-xs font-medium text-muted">
            <Loader aria-hidden className="size-3.5 motion-safe:animate-spin" />
            {correctionWords[pending.status]}
          </span>
        )}
        {pending === null && minutesLate !== null && minutesLate > 0 && (
          <span className="text-xs whitespace-nowrap text-muted">{minutesLate} min</span>
        )}
        {pending === null && byHand && (
          <span className="inline-flex text-muted" title="By hand">
            <Hand aria-hidden className="size-3.5" />
            <span className="sr-only">by hand</span>
          </span>
        )}
      </td>
      <td className="text-xs text-muted max-lg:hidden">
        {firstSeen !== null && <time dateTime={firstSeen}>{clockfaceOf(timeZone).minute(firstSeen)}</time>}
      </td>
      <td className="min-w-0 text-xs break-words text-muted max-lg:col-span-2 max-lg:col-start-2">
        {flags.map((flag) => (
          <span key={flag} className="font-medium text-ink">
            {flagWords[flag]}.{" "}
          </span>
        ))}
        {why}
        {attempts !== null && (
          <span className="block font-medium text-ink">{writeAttempts(attempts, timeZone)}.</span>
        )}
      </td>
      <td className="max-lg:col-span-2 max-lg:col-start-2 lg:justify-self-end print:hidden">
        {allowed.length > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: buttons that act, not fields of one value
          <div role="group" aria-label={`Mark ${name}`} className="flex gap-1">
            {quickChoices
              .filter(({ status: to }) => allowed.includes(to))
              .map(({ status: to, letter }) => (
                <button
                  key={to}
                  type="button"
                  aria-label={`${correctionWords[to]}: ${name}`}
                  aria-pressed={(waiting?.status ?? status) === to}
                  title={correctionWords[to]}
                  disabled={pending !== null}
                  onClick={(event) => onMark(student.id, to, event.shiftKey)}
                  className="grid h-9 w-11 place-items-center rounded-control border border-line-strong text-sm font-medium text-muted hover:bg-sunken hover:text-ink disabled:opacity-50 aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-surface lg:size-8"
                >
                  {letter}
                </button>
              ))}
          </div>
        )}
      </td>
    </tr>
  );
});
