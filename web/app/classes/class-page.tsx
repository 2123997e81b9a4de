import { getRouteApi, Link } from "@tanstack/react-router";
import { GraduationCap, Printer } from "lucide-react";
import type { ReactNode } from "react";
import { type ClassDetail, classDetail } from "../../../src/contract/http/classes.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { isNowhere, read } from "../api/call-api.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { MarkPanel } from "../registers/mark-panel.tsx";
import { writePerson } from "../registers/write-person.ts";
import { OfEndedDemo } from "../shell/of-ended-demo.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { titleOfWindow } from "../students/title-of-window.ts";
import { WeekSpark } from "../students/week-spark.tsx";
import { ClassRegister } from "./class-register.tsx";
import type { ClassSearch } from "./class-search.ts";
import { ClassStudents } from "./class-students.tsx";
import { ClassTimetable } from "./class-timetable.tsx";
import { SessionLine } from "./session-line.tsx";
import { StandingRoom } from "./standing-room.tsx";

const route = getRouteApi("/classes/$code");

/** One class: now and next, its attendance with the sum, and its register, students and sessions. */
export function ClassPage() {
  const { code } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: ClassSearch) => void navigate({ search: next, replace: isSameStep(search, next) });
  const query = useLiveQuery(["class", code], (signal) =>
    read(classDetail, `classes/${encodeURIComponent(code)}`, signal),
  );
  const found = query.data?.code === code ? query.data : undefined;
  if (isNowhere(query.error)) return <NoSuchClass code={code} />;
  if (found === undefined) {
    if (query.error === null) return <PageSkeleton />;
    return (
      <>
        <PageHeading title={code} />
        <ReadTrouble what="The class" error={query.error} onAgain={() => void query.refetch()} />
      </>
    );
  }
  if (found.ofEndedDemo) {
    return (
      <OfEndedDemo title={code} what="class">
        {/* Each class of the demonstration stood in the room of its name. */}
        <Link to="/messages/scans" search={{ location: code }} className={buttonLook("plain")}>
          Its scans
        </Link>
        <Link to="/classes" className={buttonLook("plain")}>
          All classes
        </Link>
      </OfEndedDemo>
    );
  }
  const { title, course, term, students, staff, standingRoom, day: today } = found;
  // A class that stands has no grid of sessions to begin with, but people who are here or not.
  const view = search.view ?? (standingRoom === null ? "register" : "students");
  const about = [
    title === code ? null : title,
    course === null || course.title === title ? null : course.title,
    staff.map(writePerson).join(", "),
    term,
    `${students.toLocaleString("en-GB")} ${students === 1 ? "student" : "students"}`,
  ];
  return (
    <>
      <PageHeading
        title={code}
        note={
          <>
            {about.filter((part) => part !== null && part !== "").join(" · ")}
            {standingRoom !== null && (
              <>
                {" · all day in "}
                <Link to="/rooms/$code" params={{ code: standingRoom }} className="underline">
                  {standingRoom}
                </Link>
              </>
            )}
          </>
        }
        tools={
          <>
            <SegmentedControl
              label="What is shown of the class"
              value={view}
              segments={[
                { value: "register", word: "Register" },
                { value: "students", word: "Students" },
                { value: "timetable", word: "Timetable" },
              ]}
              onChange={(chosen) => change({ ...search, view: chosen })}
            />
            <StandingRoom code={code} today={today} />
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      <Head detail={found} />
      {view === "register" && <ClassRegister code={code} today={today} search={search} onChange={change} />}
      {view === "students" && <ClassStudents key={code} code={code} />}
      {view === "timetable" && <ClassTimetable code={code} today={today} />}
      {search.student !== undefined && search.session !== undefined && (
        <MarkPanel
          student={search.student}
          session={search.session}
          withSession
          onClose={() => change({ ...search, student: undefined, session: undefined })}
        />
      )}
    </>
  );
}

function Head({
  detail: { rate, weeks, window, running, next, standingRoom, day },
}: {
  detail: ClassDetail;
}) {
  return (
    <section
      aria-label="The class at a glance"
      className="flex shrink-0 flex-wrap items-start gap-x-10 gap-y-3 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <div className="w-40">
        <Rate rate={rate} />
      </div>
      <WeekSpark weeks={weeks} />
      <div className="min-w-0 flex-1 basis-72">
        <p className="text-sm break-words">{rate.sum}</p>
        <p className="text-xs text-muted">{titleOfWindow(window)}</p>
      </div>
      <Told name="Now">
        {running === null ? (
          <span className="text-sm text-muted">
            {standingRoom === null ? "Nothing" : `All day in ${standingRoom}`}
          </span>
        ) : (
          <SessionLine session={running} today={day} />
        )}
      </Told>
      <Told name="Next">
        {next === null ? (
          <span className="text-sm text-muted">Nothing planned</span>
        ) : (
          <SessionLine session={next} today={day} />
        )}
      </Told>
    </section>
  );
}

function Told({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <h2 className="text-xs text-muted">{name}</h2>
      {children}
    </div>
  );
}

function NoSuchClass({ code }: { code: string }) {
  return (
    <>
      <PageHeading title={code} />
      <Panel title="Not found">
        <EmptyState icon={GraduationCap} title="No class has this code">
          <p>The roster has no class that is called “{code}”.</p>
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
