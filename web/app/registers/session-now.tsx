import { Link } from "@tanstack/react-router";
import { Eye, EyeOff } from "lucide-react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Figure } from "../../ui/figure.tsx";
import { markLooks } from "../../ui/looks.ts";
import { ShareBar } from "../../ui/share-bar.tsx";
import { countMarks } from "./count-marks.ts";
import { SessionFacts } from "./session-facts.tsx";
import { titleOf } from "./title-of.ts";
import { writeLeft } from "./write-left.ts";
import { writeSpan } from "./write-span.ts";

interface SessionNowProps {
  readonly session: SessionRow;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Since when the reader of one of its rooms is silent; null while none is. */
  readonly silentSince: string | null;
}

/** A session that is on: who is here, to be read from across a room. */
export function SessionNow({ session, now, silentSince }: SessionNowProps) {
  const counts = countMarks(session.counts);
  return (
    <li data-session={session.id} className="flex flex-col gap-3 border-b border-line p-4 sm:border-r">
      <div className="flex flex-1 items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="text-lg font-semibold">
            <Link
              to="/registers/$session"
              params={{ session: session.id }}
              className="break-words hover:underline"
            >
              {titleOf(session)}
            </Link>
          </h3>
          <p className="text-sm text-muted">
            <SessionFacts session={session} />
          </p>
        </div>
        <p className="shrink-0 text-right text-sm">
          <span className="font-medium">{writeSpan(session)}</span>
          <span className="block text-xs text-muted">{writeLeft(session, now)}</span>
        </p>
      </div>
      <dl className="grid grid-cols-3 gap-4">
        <Figure look={markLooks.present} value={counts.present} note={`of ${session.expected}`} />
        <Figure look={markLooks.late} value={counts.late} />
        <Figure look={markLooks.not_seen} value={counts.missing} />
      </dl>
      <ShareBar
        thick
        whole={session.expected}
        shares={[
          { look: markLooks.present, value: counts.present },
          { look: markLooks.late, value: counts.late },
          { look: markLooks.absent_authorised, value: counts.excused },
          { look: markLooks.needs_review, value: counts.unknown + counts.review },
        ]}
      />
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        {counts.unknown > 0 && (
          <span className="inline-flex items-center gap-1 font-medium text-unknown">
            <EyeOff aria-hidden className="size-3.5" />
            {counts.unknown} cannot be known:{" "}
            {silentSince === null
              ? "a reader may have missed them"
              : `a reader is silent since ${clockfaceOf(session.timeZone).minute(silentSince)}`}
          </span>
        )}
        {counts.unknown === 0 && silentSince !== null && (
          <span className="inline-flex items-center gap-1 font-medium text-unknown">
            <EyeOff aria-hidden className="size-3.5" />A reader is silent since{" "}
            {clockfaceOf(session.timeZone).minute(silentSince)}
          </span>
        )}
        {session.toLookAt > 0 && (
          <span className="inline-flex items-center gap-1 font-medium text-unknown">
            <Eye aria-hidden className="size-3.5" />
            {session.toLookAt} to look at
          </span>
        )}
        {counts.expected > 0 && <span>{counts.expected} expected by the end of the grace</span>}
        {counts.excused > 0 && <span>{counts.excused} excused</span>}
        {counts.uncounted > 0 && <span>{counts.uncounted} not possible</span>}
        {session.signedOff !== null && <span>Signed off</span>}
      </p>
    </li>
  );
}
