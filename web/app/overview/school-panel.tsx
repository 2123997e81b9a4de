import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { memo, useMemo } from "react";
import type { StudentView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { readStudents } from "../api/call-api.ts";
import type { StudentFact } from "../live/fold-changes.ts";
import { useLiveStore, useLoaded } from "../live/live-context.ts";
import { destinations } from "../shell/destinations.ts";
import { StartDemo } from "../shell/start-demo.tsx";
import { foldStudent } from "../students/fold-student.ts";
import { lookOfPlace } from "../students/place-mark.tsx";

/** As many as are taken in at a glance. */
const fewStudents = 12;
const nothing: readonly never[] = [];
const number = new Intl.NumberFormat("en-GB");

/** Each student's places where there are few students; the ways to the lists where there are many. */
export function SchoolPanel({ className = "" }: { className?: string }) {
  const store = useLiveStore();
  const { state, reading } = useLoaded();
  const { data, error, refetch } = useQuery({
    queryKey: ["overview", "students", reading],
    queryFn: async ({ signal }) => {
      const since = store.snapshot().state?.seq ?? 0;
      const query = { search: "", sort: "student", cursor: null, limit: fewStudents } as const;
      return { ...(await readStudents(query, signal)), since };
    },
    placeholderData: (before) => before,
  });
  const { facts, system } = state;
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
          {data.students.map((student) => (
            <Student
              key={student.studentId}
              student={student}
              since={data.since}
              facts={facts.get(student.studentId) ?? nothing}
              timeZone={system.timeZone}
            />
          ))}
        </ul>
      )}
      {data !== undefined && data.total > fewStudents && <Ways />}
    </Panel>
  );
}

interface StudentProps {
  readonly student: StudentView;
  readonly since: number;
  readonly facts: readonly StudentFact[];
  readonly timeZone: string;
}

const Student = memo(function Student({ student, since, facts, timeZone }: StudentProps) {
  const { studentId, locations, rate } = useMemo(
    () => foldStudent(student, since, facts),
    [student, since, facts],
  );
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-4 py-2.5 last:border-b-0">
      <div className="flex items-center justify-between gap-4">
        <Link
          to="/students/$student"
          params={{ student: studentId }}
          className="min-w-0 text-sm font-medium break-words hover:underline"
        >
          {studentId}
        </Link>
        <span className="w-36 shrink-0">
          <Rate rate={rate} />
        </span>
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {locations.map((location) => (
          <li key={location.class} className="inline-flex items-center gap-1.5 text-xs">
            <span>{location.location}</span>
            <StatusMark look={lookOfPlace(location)} />
            {location.at !== null && (
              <span className="text-muted">{clockfaceOf(timeZone).minute(location.at)}</span>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
});

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
