import { getRouteApi, Link } from "@tanstack/react-router";
import {
  BellRing,
  CalendarOff,
  ChevronLeft,
  ChevronRight,
  FolderOpen,
  Plus,
  Printer,
  ScanFace,
  UserRoundX,
} from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { AbsencesOfStudent } from "../absences/absences-of-student.tsx";
import { AskLeaveDialog } from "../absences/ask-leave-dialog.tsx";
import { NewAbsenceDialog } from "../absences/new-absence-dialog.tsx";
import { isNowhere } from "../api/call-api.ts";
import { GridLegend } from "../classes/grid-legend.tsx";
import { DisputesOfStudent } from "../disputes/disputes-of-student.tsx";
import { isSameStep } from "../is-same-step.ts";
import { useIsOneself, useMay, useMayAll, useSurelyMay } from "../me/use-me.ts";
import { DownloadsMenu } from "../registers/downloads-menu.tsx";
import { MarkPanel } from "../registers/mark-panel.tsx";
import { writePerson } from "../registers/write-person.ts";
import { ScanLogPanel } from "../scans/scan-log-panel.tsx";
import { useScanLog } from "../scans/use-scan-log.ts";
import { OfEndedDemo } from "../shell/of-ended-demo.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { CalendarList } from "./calendar-list.tsx";
import { FiguresPanel } from "./figures-panel.tsx";
import type { StudentState } from "./fold-student.ts";
import { LooksPanel } from "./looks-panel.tsx";
import { MonthGrid } from "./month-grid.tsx";
import { addMonths, weeksOf, writeMonth } from "./month-of.ts";
import { Neighbours } from "./neighbours.tsx";
import { RulesPanel } from "./rules-panel.tsx";
import { studentListSearch } from "./student-list-search.ts";
import type { StudentSearch } from "./student-search.ts";
import { TermStrip } from "./term-strip.tsx";
import { daysOfAlerts } from "./title-of-window.ts";
import { TodayPanel } from "./today-panel.tsx";
import { useStudent, useStudentDays } from "./use-student.ts";

const route = getRouteApi("/students/$student");

/** One student: the rate with its sum, today, the term, the calendar, absences and every scan. */
export function StudentPage() {
  const { student } = route.useParams();
  const query = useStudent(student);
  const found = query.data?.detail.student.id === student ? query.data : null;
  if (isNowhere(query.error)) return <NoSuchStudent student={student} />;
  if (query.error !== null && found === null) {
    return (
      <>
        <PageHeading title={student} />
        <ReadTrouble what="The student" error={query.error} onAgain={() => void query.refetch()} />
      </>
    );
  }
  if (found === null) return <PageSkeleton />;
  if (found.detail.ofEndedDemo) {
    return (
      <OfEndedDemo title={student} what="student">
        <Link to="/messages/scans" search={{ student }} className={buttonLook("plain")}>
          Their scans
        </Link>
        <Link to="/students" className={buttonLook("plain")}>
          All students
        </Link>
      </OfEndedDemo>
    );
  }
  // Another student is another page: nothing of the one before stays.
  return <Student key={student} state={found} />;
}

function Student({ state }: { state: StudentState }) {
  const { detail, figures } = state;
  const { student, day: today, timeZone, cohort, enrolledIn, seats, openAlerts, left } = detail;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [recording, setRecording] = useState(false);
  const roomy = useMedia("(width >= 48rem)");
  const month = search.month ?? today.slice(0, 7);
  const view = search.view ?? (roomy ? "month" : "list");
  const weeks = weeksOf(month);
  const from = weeks[0]?.[0] ?? `${month}-01`;
  const to = weeks.at(-1)?.[6] ?? `${month}-28`;
  const alertDays = daysOfAlerts(figures.window);
  const recordPath = `students/${encodeURIComponent(student.id)}`;
  const calendar = useStudentDays(student.id, from, to);
  const maySeeScans = useMay("scan.read");
  const mayAskLeave = useMay("absence.ask");
  const isOwn = useIsOneself(student.id);
  const mayFindOthers = useMay("student.find");
  const mayImport = useMay("roster.write");
  const maySeeLooks = useSurelyMay("look.read");
  const mayFollowUp = useMay("alert.read");
  const maySeeClasses = useMay("class.read");
  const mayFileAll = useMayAll("file.read");
  const shown = calendar.data?.from === from ? calendar.data : undefined;
  const change = (next: StudentSearch) => void navigate({ search: next, replace: isSameStep(search, next) });
  const open = (mark: string) => change({ ...search, mark });
  const inMonth = (shown?.sessions ?? []).filter(({ session }) => session.day.startsWith(month));
  return (
    <>
      <PageHeading
        title={writePerson(student)}
        note={
          <>
            {[student.name === null ? null : student.id, cohort, left ? "left" : null]
              .filter(Boolean)
              .join(" · ")}
            {enrolledIn.map(({ code, title }, index) => (
              <span key={code}>
                {index > 0 || student.name !== null || cohort !== null ? " · " : ""}
                {maySeeClasses ? (
                  <Link to="/classes/$code" params={{ code }} title={title} className="underline">
                    {code}
                  </Link>
                ) : (
                  <span title={title}>{code}</span>
                )}
              </span>
            ))}
          </>
        }
        tools={
          <>
            {mayFindOthers && <Neighbours student={student.id} search={studentListSearch.parse(search)} />}
            {mayAskLeave && (
              <Button onClick={() => setRecording(true)}>
                <Plus aria-hidden className="size-3.5" />
                {isOwn ? "Ask for leave" : "Record an absence"}
              </Button>
            )}
            <DownloadsMenu
              files={[
                { word: "All that is stored, PDF", path: `${recordPath}/record.pdf` },
                { word: "All that is stored, JSON", path: `${recordPath}/record.json` },
              ]}
            />
            {(isOwn || mayFileAll) && (
              <Link
                to="/privacy/people/$person"
                params={{ person: student.id }}
                className={buttonLook("quiet")}
              >
                <FolderOpen aria-hidden className="size-3.5" />
                {isOwn ? "Kept of you" : "Kept of them"}
              </Link>
            )}
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      {openAlerts > 0 && mayFollowUp && (
        <p className="text-sm">
          <Link
            to="/follow-up"
            search={{ search: student.id }}
            className="inline-flex items-center gap-1.5 font-medium text-denied hover:underline"
          >
            <BellRing aria-hidden className="size-3.5" />
            {openAlerts === 1 ? "One alert is open" : `${openAlerts} alerts are open`}
          </Link>
          {alertDays !== null && <span className="text-muted">; {alertDays}</span>}
        </p>
      )}
      <FiguresPanel figures={figures} weeks={detail.weeks} />
      <TodayPanel detail={detail} entries={state.today} onOpen={open} />
      {seats.length > 1 && (
        <Panel title="Term" note="a column for each week, a letter for each session" className="shrink-0">
          <TermStrip seats={seats} today={today} timeZone={timeZone} onOpen={open} />
          <GridLegend used={new Set(seats.map(({ status }) => status))} unusual={false} />
        </Panel>
      )}
      <Panel
        title={writeMonth(month)}
        note={shown === undefined ? undefined : `times in ${shown.timeZone}`}
        className="shrink-0"
        tools={
          <div className="flex flex-wrap items-center gap-2 print:hidden">
            <Button
              aria-label="Previous month"
              onClick={() => change({ ...search, month: addMonths(month, -1) })}
            >
              <ChevronLeft aria-hidden className="size-3.5" />
            </Button>
            <Button aria-label="Next month" onClick={() => change({ ...search, month: addMonths(month, 1) })}>
              <ChevronRight aria-hidden className="size-3.5" />
            </Button>
            <Button
              kind="quiet"
              disabled={today.startsWith(month)}
              onClick={() => change({ ...search, month: undefined })}
            >
              This month
            </Button>
            <SegmentedControl
              label="How the month is shown"
              value={view}
              segments={[
                { value: "month", word: "Month" },
                { value: "list", word: "List" },
              ]}
              onChange={(chosen) => change({ ...search, view: chosen })}
            />
          </div>
        }
      >
        {calendar.error !== null && (
          <ReadTrouble what="The sessions" error={calendar.error} onAgain={() => void calendar.refetch()} />
        )}
        {shown === undefined && calendar.error === null && <SkeletonRows label="Reading the sessions" />}
        {shown !== undefined && inMonth.length === 0 && (
          <EmptyState icon={CalendarOff} title={`No session in ${writeMonth(month)}`}>
            <p>
              {isOwn
                ? "Nothing was planned for your classes."
                : "Nothing was planned for the classes of this student."}
            </p>
            {mayImport && (
              <div>
                <Link to="/imports" className={buttonLook("plain")}>
                  Import a timetable
                </Link>
              </div>
            )}
          </EmptyState>
        )}
        {shown !== undefined && inMonth.length > 0 && view === "month" && (
          <div className="min-w-0 overflow-x-auto">
            <div className="min-w-[44rem]">
              <MonthGrid month={month} today={today} entries={shown.sessions} onOpen={open} />
            </div>
          </div>
        )}
        {shown !== undefined && inMonth.length > 0 && view === "list" && (
          <CalendarList entries={newestFirst(inMonth)} onOpen={open} />
        )}
      </Panel>
      <DisputesOfStudent student={student.id} onOpen={open} />
      <AbsencesOfStudent student={student} timeZone={timeZone} onRecord={() => setRecording(true)} />
      {maySeeScans && <ScansOfStudent student={student.id} />}
      {maySeeLooks && <LooksPanel student={student.id} timeZone={timeZone} />}
      {isOwn && <RulesPanel />}
      {recording &&
        (isOwn ? (
          <AskLeaveDialog student={student.id} onClose={() => setRecording(false)} />
        ) : (
          <NewAbsenceDialog student={student} onClose={() => setRecording(false)} />
        ))}
      {search.mark !== undefined && (
        <MarkPanel
          session={search.mark}
          student={student.id}
          withSession
          onClose={() => change({ ...search, mark: undefined })}
        />
      )}
    </>
  );
}

function ScansOfStudent({ student }: { student: string }) {
  const [opened, setOpened] = useState<string | null>(null);
  const log = useScanLog({ student });
  return (
    <ScanLogPanel
      title="Scans and attempts"
      log={log}
      withStudent={false}
      keys={false}
      opened={opened}
      onOpen={setOpened}
      className="h-[60dvh] shrink-0 desk:h-96 print:h-auto"
      empty={
        <EmptyState icon={ScanFace} title="No scan yet">
          <p>Nobody has scanned, or claimed to be, {student}.</p>
        </EmptyState>
      }
    />
  );
}

/** Days from the last to the first: what a phone shows of a month begins with now. */
function newestFirst<Entry extends { readonly session: { readonly day: string } }>(
  entries: readonly Entry[],
): Entry[] {
  return entries.toSorted((a, b) =>
    a.session.day < b.session.day ? 1 : a.session.day > b.session.day ? -1 : 0,
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
            <Link to="/messages/scans" search={{ student }} className={buttonLook("plain")}>
              Scans that name it
            </Link>
          </div>
        </EmptyState>
      </Panel>
    </>
  );
}
