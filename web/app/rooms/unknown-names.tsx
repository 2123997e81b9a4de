import { Link } from "@tanstack/react-router";
import { locationNames } from "../../../src/contract/http/scans.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { Panel } from "../../ui/panel.tsx";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";

/** What devices call a place today that no room is called: its scans count for nothing until somebody says which it is. */
export function UnknownNames() {
  const { data } = useLiveQuery(["locations"], (signal) => read(locationNames, "locations", signal));
  const unknown = (data?.locations ?? []).filter(({ room }) => room === null);
  if (data === undefined || unknown.length === 0) return null;
  return (
    <Panel title="Names that no room has" note={unknown.length} className="shrink-0">
      <ul>
        {unknown.map(({ location, scans }) => (
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
                {scans === 1 ? "1 scan" : `${scans} scans`} today
              </span>
            </span>
            <Link to="/school/rooms" search={{ alias: location }} className={buttonLook("plain")}>
              It is another name of a room
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
