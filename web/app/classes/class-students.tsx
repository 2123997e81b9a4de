import { Link } from "@tanstack/react-router";
import { UserCheck, Users } from "lucide-react";
import { useState } from "react";
import type { StudentRow } from "../../../src/contract/http/students.ts";
import { isAttended } from "../../../src/domain/attendance/register-mark.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { markLooks } from "../../ui/looks.ts";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writePerson } from "../registers/write-person.ts";
import { readEveryStudent } from "../students/read-students.ts";
import { WeekSpark } from "../students/week-spark.tsx";

type Shown = "everyone" | "missing" | "here";

/** No class has more; a school's largest lecture is a tenth of it. */
const mostStudents = 2_000;

/** Everybody who is enrolled in a class today: here or missing in its sessions of today, and the rate of the term. */
export function ClassStudents({ code }: { code: string }) {
  const [shown, setShown] = useState<Shown>("everyone");
  const query = useLiveQuery(["class", "students", code], async (signal) => ({
    code,
    students: await readEveryStudent({ class: code }, mostStudents, signal, () => undefined),
  }));
  const all = query.data?.code === code ? query.data.students : undefined;
  const rows = (all ?? []).filter((row) => shown === "everyone" || isHere(row, code) === (shown === "here"));
  return (
    <Panel
      title="Students"
      note={all === undefined ? undefined : String(rows.length)}
      className="desk:min-h-64 desk:flex-1"
      tools={
        <div className="flex flex-wrap items-center gap-2">
          <SegmentedControl
            label="Students to show"
            value={shown}
            onChange={setShown}
            segments={[
              { value: "everyone", word: "Everyone" },
              { value: "missing", word: "Missing today" },
              { value: "here", word: "Here today" },
            ]}
          />
          <Link to="/students" search={{ class: code }} className={buttonLook("quiet")}>
            As a list
          </Link>
        </div>
      }
    >
      {query.error !== null && (
        <ReadTrouble what="The students" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {all === undefined && query.error === null && <SkeletonRows label="Reading the students" />}
      {all?.length === 0 && (
        <EmptyState icon={Users} title="Nobody is enrolled today">
          <p>Enrolments come with the files of the roster, and by adding somebody to a register.</p>
          <div>
            <Link to="/imports" className={buttonLook("plain")}>
              Import enrolments
            </Link>
          </div>
        </EmptyState>
      )}
      {all !== undefined && all.length > 0 && rows.length === 0 && (
        <EmptyState icon={UserCheck} title={shown === "missing" ? "Nobody is missing" : "Nobody yet"}>
          <p>
            {shown === "missing"
              ? "Everybody who is expected today was seen, or nothing has begun."
              : "Students appear here as they are seen."}
          </p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul>
          {rows.map((row) => (
            <li
              key={row.student.id}
              className="grid grid-cols-[minmax(0,1fr)_8.5rem] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_6rem_8.5rem]"
            >
              <span className="min-w-0">
                <Link
                  to="/students/$student"
                  params={{ student: row.student.id }}
                  search={{ class: code }}
                  className="text-sm font-medium break-words hover:underline"
                >
                  {writePerson(row.student)}
                </Link>
                {row.student.name !== null && (
                  <span className="block text-xs text-muted">{row.student.id}</span>
                )}
              </span>
              <span className="flex flex-wrap gap-1 max-md:order-3 max-md:col-span-2">
                {seatsIn(row, code).map(({ session, status }) => (
                  <StatusMark key={session} look={markLooks[status]} />
                ))}
              </span>
              <span className="max-md:hidden">
                <WeekSpark weeks={row.weeks} />
              </span>
              <span title={row.rate.sum}>
                <Rate rate={row.rate} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const seatsIn = ({ today }: StudentRow, code: string): StudentRow["today"] =>
  today.filter(({ classes }) => classes.includes(code));

/** true for who was seen in any of today's sessions; null for who is in none that has begun. */
function isHere(row: StudentRow, code: string): boolean | null {
  const begun = seatsIn(row, code).filter(({ status }) => status !== "expected" && status !== "not_possible");
  return begun.length === 0 ? null : begun.some(({ status }) => isAttended(status));
}
