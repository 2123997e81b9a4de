import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarOff, ChevronLeft, ChevronRight, Printer } from "lucide-react";
import { studentCalendar, studentFiguresView } from "../../../src/contract/http/figures.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { MarkPanel } from "../sessions/mark-panel.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { CalendarList } from "./calendar-list.tsx";
import type { CalendarSearch } from "./calendar-search.ts";
import { DownloadsMenu } from "./downloads-menu.tsx";
import { FiguresPanel } from "./figures-panel.tsx";
import { MonthGrid } from "./month-grid.tsx";
import { addMonths, weeksOf, writeMonth } from "./month-of.ts";

const route = getRouteApi("/students/$student/calendar");

/** A student's timetabled sessions with their marks, and the attendance that follows from them. */
export function StudentCalendarPage() {
  const { student } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const roomy = useMedia("(width >= 48rem)");
  const month = search.month ?? today.slice(0, 7);
  const view = search.view ?? (roomy ? "month" : "list");
  const weeks = weeksOf(month);
  const from = weeks[0]?.[0] ?? `${month}-01`;
  const to = weeks.at(-1)?.[6] ?? `${month}-28`;
  const path = `registers/students/${encodeURIComponent(student)}`;
  const recordPath = `students/${encodeURIComponent(student)}`;
  const calendar = useLiveQuery(["calendar", student, month], (signal) =>
    read(studentCalendar, `${path}/calendar?${new URLSearchParams({ from, to })}`, signal),
  );
  const figures = useLiveQuery(["figures", "student", student], (signal) =>
    read(studentFiguresView, `${path}/figures`, signal),
  );
  const found =
    calendar.data?.student.id === student && calendar.data.from === from ? calendar.data : undefined;
  const known = figures.data?.student.id === student ? figures.data : undefined;
  const person = found?.student ?? known?.student;
  const change = (next: CalendarSearch) => void navigate({ search: next, replace: true });
  const inMonth = (found?.sessions ?? []).filter(({ session }) => session.day.startsWith(month));
  return (
    <>
      <PageHeading
        title={person?.name ?? student}
        note={
          <>
            {person?.name != null && `${student} · `}sessions and marks ·{" "}
            <Link to="/students/$student" params={{ student }} className="underline">
              today
            </Link>
          </>
        }
        tools={
          <>
            <DownloadsMenu
              files={[
                { word: "All that is stored, PDF", path: `${recordPath}/record.pdf` },
                { word: "All that is stored, JSON", path: `${recordPath}/record.json` },
              ]}
            />
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      {figures.error !== null && (
        <Panel title="Attendance" className="shrink-0">
          <ReadTrouble what="The figures" error={figures.error} onAgain={() => void figures.refetch()} />
        </Panel>
      )}
      {known === undefined && figures.error === null && <Skeleton className="h-32 w-full shrink-0" />}
      {known !== undefined && <FiguresPanel figures={known} />}
      <Panel
        title={writeMonth(month)}
        note={found === undefined ? undefined : `times in ${found.timeZone}`}
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
        {found === undefined && calendar.error === null && <SkeletonRows label="Reading the sessions" />}
        {found !== undefined && inMonth.length === 0 && (
          <EmptyState icon={CalendarOff} title={`No session in ${writeMonth(month)}`}>
            <p>
              Nobody planned one for the classes of this student. What was seen without a timetable is on the
              page of the day.
            </p>
            <div>
              <Link to="/students/$student" params={{ student }} className={buttonLook("plain")}>
                To today
              </Link>
            </div>
          </EmptyState>
        )}
        {found !== undefined && inMonth.length > 0 && view === "month" && (
          <div className="min-w-0 overflow-x-auto">
            <div className="min-w-[44rem]">
              <MonthGrid
                month={month}
                today={today}
                entries={found.sessions}
                onOpen={(mark) => change({ ...search, mark })}
              />
            </div>
          </div>
        )}
        {found !== undefined && inMonth.length > 0 && view === "list" && (
          <CalendarList entries={inMonth} onOpen={(mark) => change({ ...search, mark })} />
        )}
      </Panel>
      {search.mark !== undefined && (
        <MarkPanel
          session={search.mark}
          student={student}
          withSession
          onClose={() => change({ ...search, mark: undefined })}
        />
      )}
    </>
  );
}
