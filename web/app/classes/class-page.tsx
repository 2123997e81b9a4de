import { getRouteApi, Link } from "@tanstack/react-router";
import { GraduationCap, Printer } from "lucide-react";
import { classSummaryRow } from "../../../src/contract/http/dashboard.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { ApiFault, read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { ClassMembers } from "./class-members.tsx";
import { DayFigures, ScanFigures } from "./day-figures.tsx";
import { countMembers } from "./fold-class.ts";
import { useClasses } from "./use-class.ts";

const route = getRouteApi("/classes/$code");

/** One class today: its figures, and who is missing right now. */
export function ClassPage() {
  const { code } = route.useParams();
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const row = useLiveQuery(["class", "row", code], (signal) =>
    read(classSummaryRow, `summaries/classes/${encodeURIComponent(code)}`, signal),
  );
  const { summaries, members, error, again } = useClasses([code]);
  const summary = summaries?.[0];
  if (error instanceof ApiFault && error.status === 404) return <NoSuchClass code={code} />;
  if (summary === undefined || row.data?.class.code !== code) {
    const trouble = error ?? row.error;
    if (trouble === null) return <PageSkeleton />;
    return (
      <>
        <PageHeading title={code} />
        <ReadTrouble
          what="The class"
          error={trouble}
          onAgain={() => {
            again();
            void row.refetch();
          }}
        />
      </>
    );
  }
  const { title, location, students } = summary.class;
  return (
    <>
      <PageHeading
        title={code}
        note={
          <>
            {title !== code && `${title} · `}
            {students.toLocaleString("en-GB")} {students === 1 ? "student" : "students"}
            {location !== null && (
              <>
                {" in "}
                <Link to="/rooms/$code" params={{ code: location }} className="underline">
                  {location}
                </Link>
              </>
            )}
          </>
        }
        tools={
          <>
            <Link to="/students" search={{ class: code }} className={buttonLook("quiet")}>
              With all their places
            </Link>
            <Link to="/classes/$code/register" params={{ code }} className={buttonLook("quiet")}>
              Register
            </Link>
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      <DayFigures
        title={`${code} today`}
        places={countMembers(members)}
        rate={summary.rate}
        trend={row.data.trend}
      >
        {location !== null && <ScanFigures scans={summary.scans} filter={{ location, day: summary.day }} />}
      </DayFigures>
      <ClassMembers
        members={members}
        shown={show ?? "missing"}
        onShow={(shown) =>
          void navigate({ search: { show: shown === "missing" ? undefined : shown }, replace: true })
        }
        timeZone={summary.timeZone}
        search={{ class: code }}
        className="desk:min-h-64 desk:flex-1"
      />
    </>
  );
}

function NoSuchClass({ code }: { code: string }) {
  return (
    <>
      <PageHeading title={code} />
      <Panel title="Not found">
        <EmptyState icon={GraduationCap} title="No class with students has this code">
          <p>Nobody is enrolled today in a class called “{code}”.</p>
          <div>
            <Link to="/classes" className={buttonLook("primary")}>
              To all classes
            </Link>
          </div>
        </EmptyState>
      </Panel>
    </>
  );
}
