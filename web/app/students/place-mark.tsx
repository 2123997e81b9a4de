import { Link } from "@tanstack/react-router";
import type { LocationView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { decisionLooks, type Look, markLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";

/** One place of a student: where, what is concluded there, when and why. */
export function PlaceMark({ place, timeZone }: { place: LocationView; timeZone: string }) {
  const notes = [
    ...(place.at === null ? [] : [clockfaceOf(timeZone).minute(place.at)]),
    ...(place.reason === null ? [] : [place.reason]),
  ].join(" · ");
  return (
    <li className="min-w-0">
      <div className="flex min-w-0 flex-wrap items-center justify-between gap-x-2">
        <Link
          to="/rooms/$code"
          params={{ code: place.location }}
          tabIndex={-1}
          className="min-w-0 text-sm break-words hover:underline"
        >
          {place.location}
        </Link>
        <StatusMark look={lookOfPlace(place)} plain />
      </div>
      <p className="truncate text-xs text-muted" title={notes === "" ? undefined : notes}>
        {notes === "" ? "No scan yet" : notes}
      </p>
    </li>
  );
}

/** Where nobody was let in, the last attempt says more than that somebody is still expected. */
export function lookOfPlace({ status, decision }: Pick<LocationView, "status" | "decision">): Look {
  const undecided = status === "expected" || status === "not_seen";
  if (undecided && (decision === "denied" || decision === "unknown")) return decisionLooks[decision];
  return markLooks[status];
}
