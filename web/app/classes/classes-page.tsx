import { getRouteApi, Link } from "@tanstack/react-router";
import { GraduationCap, SearchX } from "lucide-react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useLiveQuery } from "../live/use-live-query.ts";
import { orderSummaries } from "./order-summaries.ts";
import { readClassSummaries } from "./read-class-summaries.ts";
import { SummaryTable } from "./summary-table.tsx";

const route = getRouteApi("/classes");

/** Every class today: who is here, who is not, and how it has been going. */
export function ClassesPage() {
  const { search = "", sort } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useLiveQuery(["classes", "summaries"], readClassSummaries);
  const all = query.data ?? [];
  const rows = orderSummaries(all, search, sort ?? "name", ({ class: { code, title, location } }) => [
    code,
    title,
    location ?? "",
  ]);
  return (
    <>
      <PageHeading
        title="Classes"
        note={query.data && `${all.length} ${all.length === 1 ? "class" : "classes"}`}
        tools={
          <SearchField
            label="Find classes"
            placeholder="Class or location"
            value={search}
            onChange={(typed) =>
              void navigate({ search: { search: typed === "" ? undefined : typed, sort }, replace: true })
            }
          />
        }
      />
      <Panel title="Today" note="by class" className="desk:flex-1">
        {query.error !== null && (
          <ReadTrouble what="The classes" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {query.isPending && <SkeletonRows label="Reading the classes" />}
        {query.data !== undefined && all.length === 0 && (
          <EmptyState icon={GraduationCap} title="No class has students today">
            <p>Classes appear here once students are enrolled in them.</p>
          </EmptyState>
        )}
        {all.length > 0 && rows.length === 0 && (
          <EmptyState icon={SearchX} title="No class matches">
            <p>No class or location contains “{search}”.</p>
          </EmptyState>
        )}
        {rows.length > 0 && (
          <SummaryTable
            caption="Classes with their figures of today"
            columns={["Class", "Location"]}
            sort={sort}
            onSort={(next) =>
              void navigate({ search: (before) => ({ ...before, sort: next }), replace: true })
            }
            lines={rows.map(({ class: each, places, rate, trend }) => ({
              key: each.code,
              places,
              rate,
              trend,
              name: (
                <Link to="/classes/$code" params={{ code: each.code }} className="hover:underline">
                  {each.code}
                </Link>
              ),
              note: each.title === each.code ? null : each.title,
              extra: each.location !== null && (
                <Link
                  to="/rooms/$code"
                  params={{ code: each.location }}
                  className="text-sm text-ink hover:underline"
                >
                  {each.location}
                </Link>
              ),
            }))}
          />
        )}
      </Panel>
    </>
  );
}
