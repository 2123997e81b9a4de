import { Link } from "@tanstack/react-router";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import { ShareBar } from "../../ui/share-bar.tsx";
import { standWords } from "./stand-words.ts";

interface SessionAtProps {
  readonly session: SessionCard;
  readonly timeZone: string;
  /** true once it has begun: before, who is expected comes first. */
  readonly begun: boolean;
}

/** A session of a room in two lines: what and when, and who of those expected is here. */
export function SessionAt({ session, timeZone, begun }: SessionAtProps) {
  const { minute } = clockfaceOf(timeZone);
  const { here, late, expected, cannotBeKnown, toReview, away } = session.stand;
  // Its doors are open before it begins: then already a reader may miss whoever comes.
  const unknown = cannotBeKnown > 0 && (
    <span className="font-medium text-unknown">, {cannotBeKnown} cannot be known</span>
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <Link
          to="/registers/$session"
          params={{ session: session.id }}
          className="font-medium break-words hover:underline max-sm:py-1"
        >
          {session.title || session.classes.join(", ")}
        </Link>
        <span className="text-xs text-muted">
          {session.kind === "standing" ? "all day" : `${minute(session.start)}–${minute(session.end)}`}
        </span>
      </p>
      {begun ? (
        <>
          <ShareBar
            whole={expected}
            shares={[
              { look: markLooks.present, value: here - late },
              { look: markLooks.late, value: late },
              { look: markLooks.absent_authorised, value: away },
              { look: markLooks.needs_review, value: cannotBeKnown + toReview },
            ]}
          />
          <p className="text-xs text-muted">
            <span className="font-medium text-ink">
              {here} of {expected}
            </span>{" "}
            here
            {standWords(session.stand, session.state).map(({ words, unsure }) => (
              <span key={words} {...(unsure ? { className: "font-medium text-unknown" } : {})}>
                , {words}
              </span>
            ))}
          </p>
        </>
      ) : (
        <p className="text-xs text-muted">
          {expected} expected
          {here > 0 && `, ${here} here`}
          {unknown}
        </p>
      )}
    </div>
  );
}
