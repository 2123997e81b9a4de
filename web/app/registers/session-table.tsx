import { Link } from "@tanstack/react-router";
import { Eye, PenLine } from "lucide-react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { markLooks, toneInk } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { countMarks, sumCounts } from "./count-marks.ts";
import { SessionFacts } from "./session-facts.tsx";
import { titleOf } from "./title-of.ts";
import { waitsForSignature, whereItStands } from "./where-it-stands.ts";
import { writeSpan } from "./write-span.ts";

interface SessionTableProps {
  readonly caption: string;
  readonly sessions: readonly SessionRow[];
  /** Epoch milliseconds. */
  readonly now: number;
  /** true where sessions of several days stand below each other. */
  readonly dated?: boolean;
  /** true for a last row with the sums. */
  readonly totals?: boolean;
}

/** Sessions, a row each: when, what, who came, and what waits. J and K go from one to the next. */
export function SessionTable({ caption, sessions, now, dated = false, totals = false }: SessionTableProps) {
  return (
    <table className="w-full">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 z-10 bg-sunken max-sm:sr-only">
        <tr>
          <ColumnHeader className={dated ? "w-40" : "w-28"}>Time</ColumnHeader>
          <ColumnHeader>Session</ColumnHeader>
          <ColumnHeader align="right" className="w-20">
            Expected
          </ColumnHeader>
          <ColumnHeader className="w-64">Marks</ColumnHeader>
          <ColumnHeader className="w-32">State</ColumnHeader>
          <ColumnHeader className="w-28">Waits for</ColumnHeader>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <SessionTableRow key={session.id} session={session} now={now} dated={dated} />
        ))}
      </tbody>
      {totals && sessions.length > 1 && <Totals sessions={sessions} now={now} />}
    </table>
  );
}

function SessionTableRow({ session, now, dated }: { session: SessionRow; now: number; dated: boolean }) {
  return (
    <tr
      data-session={session.id}
      className="border-b border-line last:border-b-0 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-2.5 sm:[&>*]:py-2 sm:[&>*]:pr-4 sm:[&>*:first-child]:pl-4"
    >
      <td className="text-sm whitespace-nowrap">
        <time dateTime={session.start}>
          {dated && (
            <span className="sm:block">
              {writeShortDay(session.day)}
              <span className="sm:sr-only">, </span>
            </span>
          )}
          {writeSpan(session)}
        </time>
      </td>
      <th scope="row" className="min-w-0 text-left max-sm:order-2 max-sm:col-span-2">
        <Link
          to="/registers/$session"
          params={{ session: session.id }}
          className="text-sm font-medium break-words hover:underline"
        >
          {titleOf(session)}
        </Link>
        <span className="block text-xs font-normal text-muted">
          <SessionFacts session={session} />
        </span>
      </th>
      <td className="text-right text-sm max-sm:hidden">{session.expected}</td>
      <td className="max-sm:order-3 max-sm:col-span-2">
        <MarksInBrief counts={session.counts} />
      </td>
      <td className="max-sm:order-1 max-sm:justify-self-end">
        <StatusMark look={whereItStands(session, now)} plain />
      </td>
      <td className="max-sm:order-4 max-sm:col-span-2 max-sm:empty:hidden">
        <Waits session={session} now={now} />
      </td>
    </tr>
  );
}

/** What a person has to do with the register. */
function Waits({ session, now }: { session: SessionRow; now: number }) {
  const toSign = waitsForSignature(session, now);
  if (session.toLookAt === 0 && !toSign) return null;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs font-medium">
      {session.toLookAt > 0 && (
        <span className="inline-flex items-center gap-1 text-unknown">
          <Eye aria-hidden className="size-3.5" />
          {session.toLookAt} to look at
        </span>
      )}
      {toSign && (
        <span className="inline-flex items-center gap-1 text-late">
          <PenLine aria-hidden className="size-3.5" />
          To sign
        </span>
      )}
    </span>
  );
}

/** The sums of all rows. */
function Totals({ sessions, now }: { sessions: readonly SessionRow[]; now: number }) {
  const toSign = sessions.filter((session) => waitsForSignature(session, now)).length;
  return (
    <tfoot>
      <tr className="border-t border-line-strong bg-sunken text-sm max-sm:flex max-sm:flex-wrap max-sm:gap-x-4 max-sm:px-4 max-sm:py-2.5 sm:[&>*]:py-2 sm:[&>*]:pr-4 sm:[&>*:first-child]:pl-4">
        <th scope="row" className="text-left font-medium">
          Together
        </th>
        <td>{sessions.length} sessions</td>
        <td className="text-right font-medium max-sm:hidden">
          {sessions.reduce((sum, { expected }) => sum + expected, 0)}
        </td>
        <td>
          <MarksInBrief counts={sumCounts(sessions)} />
        </td>
        <td colSpan={2} className="text-xs">
          {toSign === 0 ? "" : `${toSign} to sign`}
        </td>
      </tr>
    </tfoot>
  );
}

/** The marks of a session, or of several, as icon, number and word. */
function MarksInBrief({ counts }: Pick<SessionRow, "counts">) {
  const { present, late, unknown, review, excused, expected, uncounted } = countMarks(counts);
  const parts = [
    { look: markLooks.present, value: present },
    { look: markLooks.late, value: late },
    { look: markLooks.absent, value: counts.absent ?? 0 },
    { look: markLooks.not_seen, value: counts.not_seen ?? 0 },
    { look: markLooks.cannot_be_known, value: unknown },
    { look: markLooks.needs_review, value: review },
    { look: { ...markLooks.absent_authorised, word: "Excused" }, value: excused },
    { look: markLooks.expected, value: expected },
    { look: markLooks.not_possible, value: uncounted },
  ].filter(({ value }) => value > 0);
  if (parts.length === 0) return <span className="text-xs text-muted">No marks</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {parts.map(({ look, value }) => (
        <span key={look.word} className="inline-flex items-center gap-1 text-xs">
          <look.icon aria-hidden className={`size-3.5 ${toneInk[look.tone]}`} strokeWidth={2.25} />
          <span className="font-medium">{value}</span>
          <span className="text-muted">{look.word.toLowerCase()}</span>
        </span>
      ))}
    </span>
  );
}
