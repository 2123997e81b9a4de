import { getRouteApi, Link } from "@tanstack/react-router";
import { DoorOpen, SearchX } from "lucide-react";
import { locationSummaries } from "../../../src/contract/http/dashboard.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { orderSummaries } from "../classes/order-summaries.ts";
import { SummaryTable } from "../classes/summary-table.tsx";
import { useLiveQuery } from "../live/use-live-query.ts";

const route = getRouteApi("/rooms");

/** Every location today: who was expected and seen there, and when its devices were last heard of. */
export function LocationsPage() {
  const { search = "", sort } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useLiveQuery(["locations", "summaries"], (signal) =>
    read(locationSummaries, "summaries/locations", signal),
  );
  const all = query.data?.locations ?? [];
  const rows = orderSummaries(all, search, sort ?? "name", ({ location, classes, senders }) => [
    location,
    ...classes,
    ...senders,
  ]);
  return (
    <>
      <PageHeading
        title="Rooms"
        note={query.data && `${all.length} ${all.length === 1 ? "location" : "locations"}`}
        tools={
          <SearchField
            label="Find locations"
            placeholder="Location, class or sender"
            value={search}
            onChange={(typed) =>
              void navigate({ search: { search: typed === "" ? undefined : typed, sort }, replace: true })
            }
          />
        }
      />
      <Panel title="Today" note="by location" className="desk:flex-1">
        {query.error !== null && (
          <ReadTrouble what="The locations" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {query.isPending && <SkeletonRows label="Reading the locations" />}
        {query.data !== undefined && all.length === 0 && (
          <EmptyState icon={DoorOpen} title="No location yet">
            <p>Locations appear here once classes stand in them, or a device names one.</p>
          </EmptyState>
        )}
        {all.length > 0 && rows.length === 0 && (
          <EmptyState icon={SearchX} title="No location matches">
            <p>No location, class or sender contains “{search}”.</p>
          </EmptyState>
        )}
        {query.data !== undefined && rows.length > 0 && (
          <SummaryTable
            caption="Locations with their figures of today"
            columns={["Location", "Last heard of"]}
            sort={sort}
            onSort={(next) =>
              void navigate({ search: (before) => ({ ...before, sort: next }), replace: true })
            }
            lines={rows.map((row) => ({
              key: row.location,
              places: row.places,
              rate: row.rate,
              trend: row.trend,
              name: (
                <Link to="/rooms/$code" params={{ code: row.location }} className="hover:underline">
                  {row.location}
                </Link>
              ),
              note: row.known ? null : "Not a known room",
              extra:
                row.lastAt === null
                  ? "No sender today"
                  : `${clockfaceOf(query.data.timeZone).minute(row.lastAt)} · ${writeSenders(row.senders.length)}`,
            }))}
          />
        )}
      </Panel>
    </>
  );
}

const writeSenders = (count: number): string => (count === 1 ? "1 sender" : `${count} senders`);
