import { Link } from "@tanstack/react-router";
import { locationSummaries } from "../../../src/contract/http/dashboard.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { Panel } from "../../ui/panel.tsx";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";

/** What devices call a place today that no room is called: its scans count for nothing until somebody says which it is. */
export function UnknownNames() {
  const { data } = useLiveQuery(["locations", "summaries"], (signal) =>
    read(locationSummaries, "summaries/locations", signal),
  );
  const unknown = (data?.locations ?? []).filter(({ known }) => !known);
  if (data === undefined || unknown.length === 0) return null;
  return (
    <Panel title="Names that no room has" note={unknown.length} className="shrink-0">
      <ul>
        {unknown.map(({ location, scans, lastAt }) => {
          const count = scans.granted + scans.late + scans.denied + scans.unknown;
          return (
            <li
              key={location}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <span className="min-w-0">
                <Link
                  to="/messages/scans"
                  search={{ location }}
                  className="font-medium break-all hover:underline max-sm:inline-block max-sm:py-1"
                >
                  {location}
                </Link>
                <span className="block text-xs text-muted">
                  {count === 1 ? "1 scan" : `${count} scans`} today
                  {lastAt !== null && `, the last at ${clockfaceOf(data.timeZone).minute(lastAt)}`}
                </span>
              </span>
              <Link to="/school/rooms" search={{ alias: location }} className={buttonLook("plain")}>
                It is another name of a room
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
