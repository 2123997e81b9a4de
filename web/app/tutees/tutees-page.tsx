import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, HeartHandshake, Users } from "lucide-react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import {
  missedDays,
  type StudentRow,
  type TuteesView,
  tuteesView,
} from "../../../src/contract/http/students.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { markLooks } from "../../ui/looks.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { readAbsences } from "../absences/read-absences.ts";
import { read } from "../api/call-api.ts";
import { useDisputes } from "../disputes/use-disputes.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writePerson } from "../registers/write-person.ts";
import { SeatStrip } from "../students/seat-strip.tsx";
import { daysBesideRate, titleOfWindow } from "../students/title-of-window.ts";
import { WeekSpark } from "../students/week-spark.tsx";

/** A tutor's first page: who of their tutees is below the line, what they missed lately, and what waits. */
export function TuteesPage() {
  const query = useLiveQuery(["tutees"], (signal) => read(tuteesView, "tutees", signal));
  const view = query.data;
  const poor = view?.students.filter(({ rate }) => rate.band === "poor") ?? [];
  const others = view?.students.filter(({ rate }) => rate.band !== "poor") ?? [];
  return (
    <>
      <PageHeading
        title="Tutees"
        note={view === undefined ? undefined : <span role="status">{writeTotal(view)}</span>}
        tools={
          <Link to={pagePaths.students} className={buttonLook("quiet")}>
            <Users aria-hidden className="size-3.5" />
            As a list
          </Link>
        }
      />
      {query.error !== null && (
        <ReadTrouble what="Your tutees" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {view === undefined && query.error === null && <SkeletonRows label="Reading your tutees" rows={8} />}
      {view?.total === 0 && (
        <EmptyState icon={HeartHandshake} title="You are nobody’s tutor today" level={2}>
          <p>
            A registrar says who is whose tutor, on your own record under School, People. From then on your
            tutees are here, with what they missed.
          </p>
        </EmptyState>
      )}
      {view !== undefined && view.total > 0 && (
        <div className="grid gap-4 desk:min-h-0 desk:flex-1 desk:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="flex min-h-0 flex-col gap-4 desk:overflow-y-auto">
            <Panel
              title={`Below ${view.poorBelow} %`}
              note={`${poor.length} · ${titleOfWindow(view.window)}`}
              className="shrink-0"
            >
              {poor.length === 0 ? (
                <p className="flex items-center gap-2 px-4 py-3 text-sm text-muted">
                  <CircleCheck aria-hidden className="size-4 text-good" />
                  Nobody is below the line.
                </p>
              ) : (
                <Rows rows={poor} view={view} label="Tutees below the line" />
              )}
            </Panel>
            {others.length > 0 && (
              <Panel title="The others" note={others.length} className="shrink-0">
                <Rows rows={others} view={view} label="Tutees who are not below the line" />
              </Panel>
            )}
          </div>
          <div className="flex min-h-0 flex-col gap-4">
            <Waiting />
            <Missed view={view} />
          </div>
        </div>
      )}
    </>
  );
}

function writeTotal({ total, students }: TuteesView): string {
  if (students.length < total) return `the ${students.length} with the lowest rate, of ${total}`;
  return String(total);
}

interface RowsProps {
  readonly rows: readonly StudentRow[];
  readonly view: TuteesView;
  readonly label: string;
}

function Rows({ rows, view, label }: RowsProps) {
  return (
    <ul aria-label={label}>
      {rows.map(({ student, rate, weeks, today, classes, cohort }) => (
        <li
          key={student.id}
          className="grid grid-cols-[minmax(0,1fr)_8rem] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0 sm:grid-cols-[minmax(0,1.4fr)_8.5rem_6rem_minmax(5rem,1fr)]"
        >
          <p className="min-w-0">
            <Link
              to="/students/$student"
              params={{ student: student.id }}
              className="-mx-1 rounded-[0.25rem] px-1 py-0.5 text-sm font-medium break-words hover:underline"
            >
              {writePerson(student)}
            </Link>
            <span className="block truncate text-xs text-muted">
              {[student.name === null ? null : student.id, cohort, classes.join(", ")]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </p>
          <div title={rate.sum}>
            <Rate rate={rate} days={daysBesideRate(view.window)} />
            <span className="sr-only">{rate.sum}</span>
          </div>
          <div className="max-sm:hidden">
            <WeekSpark weeks={weeks} />
          </div>
          <div className="min-w-0 max-sm:col-span-2">
            <SeatStrip seats={today} timeZone={view.timeZone} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What of theirs waits for somebody's answer; a tutor sees it, and others decide. */
function Waiting() {
  const leave = useQuery({
    queryKey: ["absences", "waiting", "tutees"],
    queryFn: async ({ signal }) => (await readAbsences({ state: "submitted" }, signal)).waiting,
    refetchOnWindowFocus: true,
  });
  const disputes = useDisputes({ state: "open" }, true);
  const [asked, said] = [leave.data ?? 0, disputes.data?.waiting ?? 0];
  if (asked + said === 0) return null;
  return (
    <Panel title="Waits for an answer" className="shrink-0">
      <ul>
        {asked > 0 && (
          <li className="border-b border-line px-4 py-2 text-sm last:border-b-0">
            <Link to="/absences" search={{ state: "submitted" }} className="hover:underline">
              {asked === 1 ? "1 asks for leave" : `${asked} ask for leave`}
            </Link>
          </li>
        )}
        {said > 0 && (
          <li className="border-b border-line px-4 py-2 text-sm last:border-b-0">
            <Link to="/disputes" className="hover:underline">
              {said === 1 ? "1 mark is said to be wrong" : `${said} marks are said to be wrong`}
            </Link>
          </li>
        )}
      </ul>
    </Panel>
  );
}

function Missed({ view: { missed, missedTotal, timeZone } }: { readonly view: TuteesView }) {
  const { minute } = clockfaceOf(timeZone);
  return (
    <Panel
      title="Missed lately"
      note={
        missed.length < missedTotal
          ? `the newest ${missed.length} of ${missedTotal}`
          : `${missedTotal} in ${missedDays} days`
      }
      className="desk:min-h-0"
    >
      {missed.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 text-good" />
          Nobody missed a session that is over.
        </p>
      ) : (
        <ul aria-label="Missed lately">
          {missed.map(({ student, seat }) => (
            <li
              key={`${student.id} ${seat.session}`}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 last:border-b-0"
            >
              <p className="min-w-0 flex-1 basis-48">
                <Link
                  to="/students/$student"
                  params={{ student: student.id }}
                  className="-mx-1 rounded-[0.25rem] px-1 py-0.5 text-sm font-medium break-words hover:underline"
                >
                  {writePerson(student)}
                </Link>
                <span className="block text-xs text-muted">
                  {[
                    writeDay(seat.day),
                    seat.kind === "standing" ? "all day" : minute(seat.start),
                    seat.classes.join(", "),
                  ].join(" · ")}
                </span>
              </p>
              <StatusMark look={markLooks[seat.status]} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
