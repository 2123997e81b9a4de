import { getRouteApi, Link } from "@tanstack/react-router";
import { DoorClosed, Printer } from "lucide-react";
import { locationSummaryRow, type SenderView, senderPage } from "../../../src/contract/http/dashboard.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { ApiFault, read } from "../api/call-api.ts";
import { ClassMembers, type Shown } from "../classes/class-members.tsx";
import { DayFigures, ScanFigures } from "../classes/day-figures.tsx";
import { countMembers } from "../classes/fold-class.ts";
import { useClasses } from "../classes/use-class.ts";
import { useLoaded } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { PageSkeleton } from "../shell/page-skeleton.tsx";

const route = getRouteApi("/rooms/$code");

/** One location today: its figures, who is missing right now, and the devices that are heard there. */
export function LocationPage() {
  const { code: location } = route.useParams();
  const query = useLiveQuery(["location", location], async (signal) => {
    const [row, { senders }] = await Promise.all([
      read(locationSummaryRow, `summaries/locations/${encodeURIComponent(location)}`, signal),
      read(senderPage, "senders", signal),
    ]);
    return { row, senders: senders.filter(({ name }) => row.senders.includes(name)) };
  });
  if (query.error instanceof ApiFault && query.error.status === 404) {
    return <NoSuchLocation location={location} />;
  }
  if (query.data?.row.location !== location) {
    if (query.error === null) return <PageSkeleton />;
    return (
      <>
        <PageHeading title={location} />
        <ReadTrouble what="The location" error={query.error} onAgain={() => void query.refetch()} />
      </>
    );
  }
  return <Here key={location} {...query.data} />;
}

interface HereProps {
  readonly row: ReturnType<typeof locationSummaryRow.parse>;
  readonly senders: readonly SenderView[];
}

function Here({ row, senders }: HereProps) {
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const { system } = useLoaded().state;
  const { location, classes } = row;
  const { summaries, members, error, again } = useClasses(classes);
  return (
    <>
      <PageHeading
        title={location}
        note={
          row.known
            ? classes.map((code, index) => (
                <span key={code}>
                  {index > 0 && ", "}
                  <Link to="/classes/$code" params={{ code }} className="underline">
                    {code === location ? "the class of this room" : code}
                  </Link>
                </span>
              ))
            : "a name that devices use and no room has"
        }
        tools={
          <>
            <Link to="/messages/scans" search={{ location }} className={buttonLook("quiet")}>
              All scans here
            </Link>
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      <DayFigures
        title={`${location} today`}
        places={summaries === null ? row.places : countMembers(members)}
        rate={row.rate}
        trend={row.trend}
      >
        <ScanFigures scans={row.scans} filter={{ location, day: system.day }} />
      </DayFigures>
      <div className="grid gap-4 desk:min-h-64 desk:flex-1 desk:grid-cols-[minmax(0,2fr)_minmax(20rem,1fr)] desk:grid-rows-1 print:flex print:flex-col">
        {error !== null && summaries === null ? (
          <ReadTrouble what="The students" error={error} onAgain={again} />
        ) : summaries === null ? (
          <SkeletonRows label="Reading the students" />
        ) : (
          <ClassMembers
            members={members}
            shown={show ?? "missing"}
            onShow={(shown: Shown) =>
              void navigate({ search: { show: shown === "missing" ? undefined : shown }, replace: true })
            }
            timeZone={system.timeZone}
            search={{}}
          />
        )}
        <Panel title="Senders" note="heard here today">
          <Senders senders={senders} day={system.day} timeZone={system.timeZone} />
        </Panel>
      </div>
    </>
  );
}

interface SendersProps {
  readonly senders: readonly SenderView[];
  readonly day: string;
  readonly timeZone: string;
}

function Senders({ senders, day, timeZone }: SendersProps) {
  if (senders.length === 0) {
    return <p className="px-4 py-3 text-sm text-muted">No device has sent a scan from here today.</p>;
  }
  const { time } = clockfaceOf(timeZone);
  return (
    <ul>
      {senders.map((sender) => (
        <li key={sender.name} className="border-b border-line px-4 py-2">
          <div className="flex items-baseline justify-between gap-4">
            <Link
              to="/messages/scans"
              search={{ sender: sender.name }}
              className="min-w-0 text-sm font-medium break-words hover:underline"
            >
              {sender.name}
            </Link>
            <span className="text-xs whitespace-nowrap text-muted">
              {sender.state === null ? "" : `${sender.state} · `}last {time(sender.lastAt, day)}
            </span>
          </div>
          <p className="text-xs text-muted">
            {sender.scans.toLocaleString("en-GB")} scans in all
            {sender.missing > 0 && `, ${sender.missing.toLocaleString("en-GB")} never arrived`}
          </p>
        </li>
      ))}
    </ul>
  );
}

function NoSuchLocation({ location }: { location: string }) {
  return (
    <>
      <PageHeading title={location} />
      <Panel title="Not found">
        <EmptyState icon={DoorClosed} title="Nothing is known of this location today">
          <p>No class stands there, and no device has named it today.</p>
          <div className="flex flex-wrap gap-2">
            <Link to="/rooms" className={buttonLook("primary")}>
              To all locations
            </Link>
            <Link to="/messages/scans" search={{ location }} className={buttonLook("plain")}>
              Earlier scans here
            </Link>
          </div>
        </EmptyState>
      </Panel>
    </>
  );
}
