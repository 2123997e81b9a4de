import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { markLooks, toneInk } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { countMarks } from "./count-marks.ts";
import { SessionFacts } from "./session-facts.tsx";
import { sessionLooks } from "./session-looks.ts";
import { titleOf } from "./title-of.ts";
import { writeSpan } from "./write-span.ts";

interface SessionTableProps {
  readonly caption: string;
  readonly sessions: readonly SessionRow[];
}

/** Sessions, a row each: when, what, who came, and what waits. */
export function SessionTable({ caption, sessions }: SessionTableProps) {
  return (
    <table className="w-full">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 z-10 bg-sunken max-sm:sr-only">
        <tr>
          <ColumnHeader className="w-28">Time</ColumnHeader>
          <ColumnHeader>Session</ColumnHeader>
          <ColumnHeader align="right" className="w-20">
            Expected
          </ColumnHeader>
          <ColumnHeader className="w-64">Marks</ColumnHeader>
          <ColumnHeader className="w-32">State</ColumnHeader>
          <ColumnHeader className="w-28">To look at</ColumnHeader>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <SessionTableRow key={session.id} session={session} />
        ))}
      </tbody>
    </table>
  );
}

function SessionTableRow({ session }: { session: SessionRow }) {
  return (
    <tr className="border-b border-line last:border-b-0 max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-2.5 sm:[&>*]:py-2 sm:[&>*]:pr-4 sm:[&>*:first-child]:pl-4">
      <td className="text-sm whitespace-nowrap">
        <time dateTime={session.start}>{writeSpan(session)}</time>
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
        <MarksInBrief session={session} />
      </td>
      <td className="max-sm:order-1 max-sm:justify-self-end">
        <StatusMark look={sessionLooks[session.state]} plain />
      </td>
      <td className="max-sm:order-4 max-sm:col-span-2 max-sm:empty:hidden">
        {session.toLookAt > 0 && (
          <span className="inline-flex items-center gap-1 text-xs font-medium text-unknown">
            <Eye aria-hidden className="size-3.5" />
            {session.toLookAt}
            <span className="sm:sr-only">to look at</span>
          </span>
        )}
      </td>
    </tr>
  );
}

/** The marks of a session as icon, number and word. */
function MarksInBrief({ session }: { session: SessionRow }) {
  const { present, late, missing, excused, expected } = countMarks(session.counts);
  const over = session.state !== "scheduled" && session.state !== "open";
  const parts = [
    { look: markLooks.present, value: present },
    { look: markLooks.late, value: late },
    { look: over ? markLooks.absent : markLooks.not_seen, value: missing },
    { look: { ...markLooks.absent_authorised, word: "Excused" }, value: excused },
    { look: markLooks.expected, value: expected },
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
