import type { Temporal } from "temporal-polyfill";
import { sourceWords } from "../../domain/attendance/source-words.ts";
import { statusWords } from "../../domain/attendance/status-words.ts";
import { writeShortDay } from "../../domain/kernel/write-short-day.ts";
import type { Paper } from "./paper.ts";
import type { RegisterSheet } from "./read-register.ts";

/** What a printed register is written by. */
export interface PaperFrame {
  /** The institution's zone. */
  readonly timeZone: string;
  readonly dfeCodes: boolean;
  readonly madeAt: Temporal.Instant;
}

/** One register to print and sign. */
export function registerPaper(register: RegisterSheet, { timeZone, dfeCodes, madeAt }: PaperFrame): Paper {
  const { head, state, entries } = register;
  const { plan, signedOff } = head.stored;
  const inWords = (texts: readonly string[]): string => (texts.length === 0 ? "–" : texts.join(", "));
  const statuses = new Map<string, number>();
  for (const { mark } of entries) {
    statuses.set(statusWords[mark.status], (statuses.get(statusWords[mark.status]) ?? 0) + 1);
  }
  const elsewhere = plan.timeZone === timeZone ? "" : `; the institution's zone is ${timeZone}`;
  return {
    title: plan.title === "" ? "Register" : `Register: ${plan.title}`,
    facts: [
      {
        label: "Class",
        value: inWords(
          head.classes.map(({ code, title }) => (title === "" || title === code ? code : `${code} ${title}`)),
        ),
      },
      {
        label: "Time",
        value: `${spanText(plan.start, plan.end, plan.timeZone)} (${plan.timeZone}${elsewhere})`,
      },
      { label: "Rooms", value: inWords(head.rooms) },
      {
        label: "Staff",
        value: inWords(head.staff.map(({ id, name }) => (name === null ? id : `${name} (${id})`))),
      },
      { label: "State", value: signedOff ? `${state}, signed off by ${signedOff.by}` : state },
      {
        label: "Students",
        value: inWords([
          `${entries.length} expected`,
          ...Array.from(statuses, ([words, count]) => `${words} ${count}`),
        ]),
      },
    ],
    tables: [
      {
        title: "",
        columns: [
          { title: "Student", share: 13 },
          { title: "Name", share: 20 },
          { title: "Status", share: 15 },
          ...(dfeCodes ? [{ title: "Code", share: 6 }] : []),
          { title: "Min. late", share: 7 },
          { title: "Source", share: 9 },
          { title: "Why", share: 36 },
        ],
        rows: entries.map(({ mark, dfeCode }) => [
          mark.student.id,
          mark.student.name ?? "",
          statusWords[mark.status],
          ...(dfeCodes ? [dfeCode ?? ""] : []),
          mark.minutesLate === null ? "" : String(mark.minutesLate),
          sourceWords[mark.source],
          mark.why,
        ]),
        empty: "Nobody is expected in this session.",
      },
    ],
    signatures: ["Name", "Signature", "Date"],
    foot: `As of ${momentText(madeAt, timeZone)} (${timeZone}). Session ${plan.id}, judged by policy version ${register.policyVersion}.`,
  };
}

/** `Mon 23 Nov 2026 09:00`, as the clocks of a zone show it. */
export function momentText(at: Temporal.Instant, timeZone: string): string {
  const wall = at.toZonedDateTimeISO(timeZone);
  return `${writeShortDay(wall.toPlainDate().toString())} ${clockText(wall)}`;
}

const clockText = (wall: Temporal.ZonedDateTime): string =>
  wall.toPlainTime().toString({ smallestUnit: "minute" });

function spanText(start: Temporal.Instant, end: Temporal.Instant, timeZone: string): string {
  const [from, to] = [start.toZonedDateTimeISO(timeZone), end.toZonedDateTimeISO(timeZone)];
  const sameDay = from.toPlainDate().equals(to.toPlainDate());
  return `${momentText(start, timeZone)} to ${sameDay ? clockText(to) : momentText(end, timeZone)}`;
}
