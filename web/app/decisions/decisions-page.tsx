import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Lightbulb } from "lucide-react";
import { type DecisionsView, decisionsView, locationNames } from "../../../src/contract/http/scans.ts";
import { writeDay } from "../../time/write-day.ts";
import { Figure } from "../../ui/figure.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { Select } from "../../ui/select.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { useDeviceName } from "../devices/use-device-name.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { ReportParts } from "../reports/report-parts.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { DaysPanel } from "./days-panel.tsx";
import { DecisionBars } from "./decision-bars.tsx";
import { decisionOrder, decisionTable, noLocation, noReason } from "./decision-tables.ts";
import type { DecisionsSearch } from "./decisions-search.ts";
import { DenialHeatMap } from "./denial-heat-map.tsx";
import { DeniedAgainPanel } from "./denied-again-panel.tsx";
import { HoursPanel } from "./hours-panel.tsx";
import { PeriodChoice } from "./period-choice.tsx";
import { type Period, periodOf } from "./period-of.ts";
import { ScansLink } from "./scans-link.tsx";
import { whatStandsOut } from "./what-stands-out.ts";

const route = getRouteApi("/reports/decisions");
const wholeSchool = "";

/** Decisions by reason, location, hour, sender and day, and what of it a person should look into. */
export function DecisionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const period = periodOf(search, today);
  const change = (next: DecisionsSearch) =>
    void navigate({ search: next, replace: isSameStep(search, next) });
  return (
    <>
      <PageHeading
        title="Decisions"
        note={writePeriod(period)}
        tools={
          <>
            <LocationChoice
              location={search.location}
              onChange={(location) => change({ ...search, location })}
            />
            <PeriodChoice search={search} period={period} today={today} onChange={change} />
          </>
        }
      />
      <ReportParts />
      {period.trouble === null && <Figures period={period} location={search.location} today={today} />}
    </>
  );
}

const writePeriod = ({ from, to }: Period): string =>
  from === to ? writeDay(from) : `${writeDay(from)} to ${writeDay(to)}`;

/** Rooms of the roster, and whatever name devices used today; the chosen one even when it is neither. */
function LocationChoice({
  location,
  onChange,
}: {
  location: string | undefined;
  onChange: (location: string | undefined) => void;
}) {
  const reading = useLiveValue((live) => live.reading);
  const { data } = useQuery({
    queryKey: ["decisions", "locations", reading],
    queryFn: ({ signal }) => read(locationNames, "locations", signal),
    placeholderData: (before) => before,
  });
  const names = new Set([
    ...(data?.locations ?? []).map((row) => row.location),
    ...(location === undefined ? [] : [location]),
  ]);
  return (
    <Select
      label="Location"
      value={location ?? wholeSchool}
      choices={[
        { value: wholeSchool, word: "All locations" },
        ...[...names].sort().map((name) => ({ value: name, word: name })),
      ]}
      onChange={(chosen) => onChange(chosen === wholeSchool ? undefined : chosen)}
    />
  );
}

interface FiguresProps {
  readonly period: Period;
  readonly location: string | undefined;
  readonly today: string;
}

function Figures({ period: { from, to }, location, today }: FiguresProps) {
  const parameters = new URLSearchParams({ from, to, ...(location === undefined ? {} : { location }) });
  const { data, error, refetch, isPlaceholderData } = useLiveQuery(
    ["decisions", from, to, location ?? ""],
    (signal) => read(decisionsView, `decisions?${parameters}`, signal),
  );
  return (
    <>
      {error !== null && <ReadTrouble what="The insights" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <FiguresSkeleton />}
      {data !== undefined && (
        // Figures of the days before stay, and say that they do, until those asked for are read.
        <div aria-busy={isPlaceholderData} className={isPlaceholderData ? "opacity-60" : ""}>
          <Panels view={data} location={location} today={today} />
        </div>
      )}
    </>
  );
}

function FiguresSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-24 w-full" />
      <SkeletonRows label="Reading the insights" rows={6} />
    </div>
  );
}

interface PanelsProps {
  readonly view: DecisionsView;
  readonly location: string | undefined;
  readonly today: string;
}

function Panels({ view, location, today }: PanelsProps) {
  const nameOf = useDeviceName();
  const day = view.from === view.to ? view.from : null;
  const here = { day: day ?? undefined, location };
  const fileName = (of: string): string =>
    [of, location, view.from, day === null ? view.to : null]
      .filter((part) => part != null)
      .join("-")
      .replaceAll(/[^\w.-]+/g, "_");
  return (
    <div className="flex flex-col gap-4">
      <StandingOut view={view} location={location} />
      {day === null && (
        <p className="text-xs text-muted print:hidden">
          A day leads to its own scans. Over several days the other names lead to all scans of that name,
          newest first.
        </p>
      )}
      <div className="grid gap-4 desk:grid-cols-2 desk:[&>:last-child:nth-child(odd)]:col-span-2">
        <DenialHeatMap view={view} day={day} fileName={fileName("denials")} className="max-h-[32rem]" />
        <DeniedAgainPanel view={view} day={day} today={today} fileName={fileName("turned-away-again")} />
        {day === null && <DaysPanel view={view} location={location} fileName={fileName("days")} />}
        <HoursPanel view={view} day={day} location={location} fileName={fileName("hours")} />
        <DecisionBars
          title="By reason"
          fileName={fileName("reasons")}
          rows={view.byReason}
          name={({ reason }) => reason ?? noReason}
          behind={({ reason }) => ({ ...here, reason: reason ?? "" })}
          table={decisionTable("Reason", view.byReason, ({ reason }) => reason ?? noReason)}
          nothing="No scans in this time."
        />
        <DecisionBars
          title="By location"
          fileName={fileName("locations")}
          rows={view.byLocation}
          name={(row) => row.location ?? noLocation}
          behind={(row) => (row.location === null ? null : { location: row.location, day: here.day })}
          table={decisionTable("Location", view.byLocation, (row) => row.location ?? noLocation)}
          nothing="No scans in this time."
        />
        <DecisionBars
          title="By sender"
          fileName={fileName("senders")}
          rows={view.bySender}
          name={({ sender }) => nameOf(sender)}
          behind={({ sender }) => ({ ...here, sender })}
          table={decisionTable("Sender", view.bySender, ({ sender }) => sender)}
          nothing="No scans in this time."
        />
      </div>
    </div>
  );
}

/** What a person would say first, and the sums that it rests on. */
function StandingOut({ view, location }: Pick<PanelsProps, "view" | "location">) {
  const [first, ...rest] = whatStandsOut(view);
  const day = view.from === view.to ? view.from : null;
  return (
    <section
      aria-labelledby="stands-out"
      className="flex flex-wrap items-start gap-x-10 gap-y-4 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <div className="flex min-w-0 flex-1 basis-96 items-start gap-3">
        <Lightbulb aria-hidden className="mt-0.5 size-5 shrink-0 text-muted" strokeWidth={1.75} />
        <div className="min-w-0">
          <h2 id="stands-out" className="sr-only">
            What stands out
          </h2>
          <p className="text-lg font-medium break-words">{first}</p>
          {rest.length > 0 && <p className="mt-0.5 text-sm break-words text-muted">{rest.join(" ")}</p>}
        </div>
      </div>
      <div className="flex min-w-0 flex-1 basis-96 flex-col gap-2.5">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
          {decisionOrder.map((decision) => (
            <Figure key={decision} look={decisionLooks[decision]} value={view.total[decision]} />
          ))}
        </dl>
        <ShareBar
          thick
          shares={decisionOrder.map((decision) => ({
            look: decisionLooks[decision],
            value: view.total[decision],
          }))}
        />
        <p className="flex flex-wrap gap-x-3 text-xs text-muted print:hidden">
          Open:
          {decisionOrder.map((decision) => (
            <ScansLink
              key={decision}
              behind={{ decision, day: day ?? undefined, location }}
              className="underline underline-offset-2 hover:text-ink"
            >
              {decisionLooks[decision].word}
            </ScansLink>
          ))}
        </p>
      </div>
    </section>
  );
}
