import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Printer, ScanFace, UserRoundX } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import {
  type ScanView,
  type StudentAttendance,
  studentAttendance,
  studentNeighbours,
} from "../../../src/contract/http/api.ts";
import { localDay } from "../../time/local-day.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { ApiFault, read } from "../api/call-api.ts";
import { useLiveStore } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { ScanLogPanel } from "../scans/scan-log-panel.tsx";
import { useScanLog } from "../scans/use-scan-log.ts";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { foldStudent } from "../students/fold-student.ts";
import { type StudentListSearch, studentListQuery } from "../students/student-list-search.ts";
import { DayTimeline } from "./day-timeline.tsx";
import { PlaceTable } from "./place-table.tsx";
import { RateSum } from "./rate-sum.tsx";

const route = getRouteApi("/students/$student");
const nothing: readonly never[] = [];

/** One student today: where, what, when and why, the sum behind the percentage, and every scan. */
export function StudentPage() {
  const { student } = route.useParams();
  const search = route.useSearch();
  const store = useLiveStore();
  const query = useLiveQuery(["student", student], async (signal) => {
    const since = store.snapshot().state?.seq ?? 0;
    const path = `students/${encodeURIComponent(student)}/attendance?scans=0`;
    return { ...(await read(studentAttendance, path, signal)), since };
  });
  const found = query.data?.student.studentId === student ? query.data : null;
  if (query.error instanceof ApiFault && query.error.status === 404)
    return <NoSuchStudent student={student} />;
  if (query.error !== null && found === null) {
    return (
      <>
        <PageHeading title={student} />
        <ReadTrouble what="The student" error={query.error} onAgain={() => void query.refetch()} />
      </>
    );
  }
  if (found === null) return <PageSkeleton />;
  // Another student is another page: nothing of the one before stays.
  return <Attendance key={student} attendance={found} search={search} />;
}

interface AttendanceProps {
  readonly attendance: StudentAttendance & { readonly since: number };
  readonly search: StudentListSearch;
}

function Attendance({ attendance, search }: AttendanceProps) {
  const { studentId } = attendance.student;
  const [opened, setOpened] = useState<string | null>(null);
  const facts = useLiveValue(({ state }) => state?.facts.get(studentId) ?? nothing);
  const { locations, rate } = useMemo(
    () =>
      foldStudent(
        { studentId, locations: attendance.locations, rate: attendance.rate },
        attendance.since,
        facts,
      ),
    [studentId, attendance, facts],
  );
  const log = useScanLog({ student: studentId });
  const { day, timeZone } = attendance;
  const today = (log.scans ?? nothing).filter(
    (scan: ScanView) => localDay(scan.occurredAt, timeZone) === day,
  );
  return (
    <>
      <PageHeading
        title={studentId}
        note={writeDay(day)}
        tools={
          <>
            <Neighbours student={studentId} search={search} />
            <Link
              to="/students/$student/calendar"
              params={{ student: studentId }}
              className={buttonLook("quiet")}
            >
              Calendar
            </Link>
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      <Panel title="Attendance today" note="and the sum behind it" className="shrink-0">
        <RateSum locations={locations} rate={rate} />
      </Panel>
      <div className="grid gap-4 lg:grid-cols-2 desk:min-h-56 desk:flex-none print:flex print:flex-col">
        <Panel title="Locations" note="what is concluded">
          <PlaceTable places={locations} timeZone={timeZone} />
        </Panel>
        <Panel title="The day" note={`times in ${timeZone}`}>
          <DayTimeline
            scans={today}
            locations={locations.map(({ location }) => location)}
            timeZone={timeZone}
          />
        </Panel>
      </div>
      <ScanLogPanel
        title="Every scan"
        log={log}
        withStudent={false}
        keys={false}
        opened={opened}
        onOpen={setOpened}
        className="h-[60dvh] desk:h-auto desk:min-h-64 desk:flex-1 print:h-auto"
        empty={
          <EmptyState icon={ScanFace} title="No scan yet">
            <p>Nobody has scanned, or claimed to be, {studentId}.</p>
          </EmptyState>
        }
      />
    </>
  );
}

/** The students before and after in the list that the reader came from; K and J go there. */
function Neighbours({ student, search }: { student: string; search: StudentListSearch }) {
  const navigate = route.useNavigate();
  const reading = useLiveValue((live) => live.reading);
  const { data } = useQuery({
    queryKey: ["students", "neighbours", reading, student, search],
    queryFn: ({ signal }) =>
      read(
        studentNeighbours,
        `students/${encodeURIComponent(student)}/neighbours?${studentListQuery(search)}`,
        signal,
      ),
  });
  const previous = data?.previous ?? null;
  const next = data?.next ?? null;
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof HTMLInputElement || document.querySelector("dialog[open]") !== null) return;
      const to = event.key === "j" ? next : event.key === "k" ? previous : null;
      if (to === null) return;
      event.preventDefault();
      void navigate({ to: "/students/$student", params: { student: to }, search });
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [previous, next, navigate, search]);
  return (
    <nav aria-label="Students of the list" className="flex items-center gap-1 print:hidden">
      {data !== undefined && data.place > 0 && (
        <span className="mr-2 text-xs text-muted">
          {data.place.toLocaleString("en-GB")} of {data.total.toLocaleString("en-GB")}
        </span>
      )}
      <Step to={previous} search={search} word="Previous" keyName="K">
        <ChevronLeft aria-hidden className="size-3.5" />
      </Step>
      <Step to={next} search={search} word="Next" keyName="J">
        <ChevronRight aria-hidden className="size-3.5" />
      </Step>
    </nav>
  );
}

interface StepProps {
  readonly to: string | null;
  readonly search: StudentListSearch;
  readonly word: string;
  readonly keyName: string;
  readonly children: ReactNode;
}

function Step({ to, search, word, keyName, children }: StepProps) {
  if (to === null) {
    return (
      <Button disabled aria-label={`No ${word.toLowerCase()} student`}>
        {children}
      </Button>
    );
  }
  return (
    <Link
      to="/students/$student"
      params={{ student: to }}
      search={search}
      aria-label={`${word} student, ${to}`}
      aria-keyshortcuts={keyName}
      title={`${word}: ${to} (${keyName})`}
      className={buttonLook("plain")}
    >
      {children}
    </Link>
  );
}

function NoSuchStudent({ student }: { student: string }) {
  return (
    <>
      <PageHeading title={student} />
      <Panel title="Not found">
        <EmptyState icon={UserRoundX} title="No student has this id">
          <p>Nobody of the id “{student}” is known. Scans that name it are kept all the same.</p>
          <div className="flex gap-2">
            <Link to="/students" className={buttonLook("primary")}>
              To all students
            </Link>
          </div>
        </EmptyState>
      </Panel>
    </>
  );
}
