import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { StudentRow } from "../../../src/contract/http/students.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { markLooks } from "../../ui/looks.ts";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useLoaded } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writePerson } from "../sessions/write-person.ts";
import { destinations } from "../shell/destinations.ts";
import { StartDemo } from "../shell/start-demo.tsx";
import { readStudentPage } from "../students/read-students.ts";

/** As many as are taken in at a glance. */
const fewStudents = 12;
const number = new Intl.NumberFormat("en-GB");

/** Each student's places where there are few students; the ways to the lists where there are many. */
export function SchoolPanel({ className = "" }: { className?: string }) {
  const { system } = useLoaded().state;
  const { data, error, refetch } = useLiveQuery(["overview", "students"], (signal) =>
    readStudentPage({}, { limit: fewStudents }, signal),
  );
  return (
    <Panel title="Students" note={data && number.format(data.total)} className={className}>
      {error !== null && <ReadTrouble what="The students" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the students" rows={3} />}
      {data?.total === 0 && (
        <div className="flex flex-col gap-3 px-4 py-4 text-sm text-muted">
          <p>No students are enrolled. Scans are kept all the same; registers fill once students are.</p>
          {!system.demo.active && <StartDemo kind="plain" />}
        </div>
      )}
      {data !== undefined && data.total > 0 && data.total <= fewStudents && (
        <ul>
          {data.students.map((row) => (
            <Student key={row.student.id} row={row} timeZone={data.timeZone} />
          ))}
        </ul>
      )}
      {data !== undefined && data.total > fewStudents && <Ways />}
    </Panel>
  );
}

function Student({ row, timeZone }: { row: StudentRow; timeZone: string }) {
  const { student, rate, today } = row;
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="flex items-center justify-between gap-4">
        <Link
          to="/students/$student"
          params={{ student: student.id }}
          className="min-w-0 text-sm font-medium break-words hover:underline"
        >
          {writePerson(student)}
        </Link>
        <span className="w-36 shrink-0">
          <Rate rate={rate} />
        </span>
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {today.map(({ session, kind, start, classes, status }) => (
          <li key={session} className="inline-flex items-center gap-1.5 text-xs">
            <span>{classes.join(", ")}</span>
            <StatusMark look={markLooks[status]} />
            {kind === "timetabled" && (
              <span className="text-muted">{clockfaceOf(timeZone).minute(start)}</span>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}

const ways: Readonly<Record<string, string>> = {
  "/students": "Everyone, by rate or by id",
  "/classes": "Registers, class by class",
  "/rooms": "Rooms, and who is there",
  "/reports": "Reasons, hours, and where denials cluster",
};

function Ways() {
  return (
    <ul>
      {destinations
        .filter(({ to }) => to in ways)
        .map(({ to, word, icon: Icon }) => (
          <li key={to} className="border-b border-line last:border-b-0">
            <Link
              to={to}
              className="flex items-center gap-3 px-4 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2"
            >
              <Icon aria-hidden className="size-4 text-muted" />
              <span className="min-w-0 flex-1">
                <span className="block text-sm font-medium">{word}</span>
                <span className="block text-xs text-muted">{ways[to]}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 text-muted" />
            </Link>
          </li>
        ))}
    </ul>
  );
}
