import { getRouteApi, Link } from "@tanstack/react-router";
import { GraduationCap, SearchX } from "lucide-react";
import { useState } from "react";
import type { ClassRow } from "../../../src/contract/http/classes.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writePerson } from "../registers/write-person.ts";
import { StartDemo } from "../shell/start-demo.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { titleOfWindow } from "../students/title-of-window.ts";
import { WeekSpark } from "../students/week-spark.tsx";
import type { ClassSort } from "./classes-search.ts";
import { orderClasses } from "./order-classes.ts";
import { readClasses } from "./read-classes.ts";
import { SessionLine } from "./session-line.tsx";

const route = getRouteApi("/classes");
const searchDelayMs = 150;
/** Figures of many classes are dear; a list of them need not be newer than this. */
const readAgainMs = 15_000;

/** Every class: what goes on, what comes next, and how it has been going. */
export function ClassesPage() {
  const { search, sort = "code" } = route.useSearch();
  const navigate = route.useNavigate();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const [typed, setTyped] = useState(search ?? "");
  const words = useSettled(search, searchDelayMs);
  const query = useLiveQuery(
    ["classes", words ?? ""],
    async (signal) => ({ words, classes: await readClasses(words, signal) }),
    readAgainMs,
  );
  const { data } = query;
  const found = data !== undefined && data.words === words ? data.classes : undefined;
  const order = (next: ClassSort) =>
    void navigate({
      search: (before) => ({ ...before, sort: next === "code" ? undefined : next }),
    });
  return (
    <>
      <PageHeading
        title="Classes"
        note={
          found &&
          `${found.length} ${found.length === 1 ? "class" : "classes"}${words === undefined ? "" : " found"}`
        }
        tools={
          <SearchField
            label="Find classes"
            placeholder="Class, course or staff"
            value={typed}
            onChange={(next) => {
              setTyped(next);
              const trimmed = next.trim();
              void navigate({
                search: (before) => ({ ...before, search: trimmed === "" ? undefined : trimmed }),
                replace: true,
              });
            }}
          />
        }
      />
      <Panel title={attendanceOf(found ?? [])} note="and what goes on" className="desk:flex-1">
        {query.error !== null && (
          <ReadTrouble what="The classes" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {found === undefined && query.error === null && <SkeletonRows label="Reading the classes" />}
        {found?.length === 0 && <NoClass search={words} />}
        {found !== undefined && found.length > 0 && (
          <table className="w-full text-left">
            <caption className="sr-only">Classes with their attendance and their sessions</caption>
            <thead className="bg-sunken max-md:sr-only desk:sticky desk:top-0 desk:z-10">
              <tr>
                <ColumnHeader {...sortOf("code", sort, order)}>Class</ColumnHeader>
                <ColumnHeader>Now or next</ColumnHeader>
                <ColumnHeader align="right" {...sortOf("students", sort, order)}>
                  Students
                </ColumnHeader>
                <ColumnHeader {...sortOf("rate", sort, order)}>Attendance</ColumnHeader>
                <ColumnHeader>Eight weeks</ColumnHeader>
              </tr>
            </thead>
            <tbody>
              {orderClasses(found, sort).map((row) => (
                <ClassLine key={row.code} row={row} today={today} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </>
  );
}

function ClassLine({ row, today }: { row: ClassRow; today: string }) {
  const { code, title, course, staff, students, rate, weeks, running, next, standingRoom } = row;
  const about = [title === code ? null : title, course?.title ?? null, staff.map(writePerson).join(", ")];
  return (
    <tr className="border-t border-line align-top max-md:grid max-md:grid-cols-[minmax(0,1fr)_8.5rem] max-md:gap-x-4 max-md:gap-y-1 max-md:px-4 max-md:py-2.5">
      <th scope="row" className="min-w-0 font-normal md:py-2 md:pr-4 md:pl-4">
        <Link to="/classes/$code" params={{ code }} className="text-sm font-medium hover:underline">
          {code}
        </Link>
        <span className="block text-xs break-words text-muted">
          {about.filter((part) => part !== null && part !== "").join(" · ")}
        </span>
      </th>
      <td className="max-md:order-3 md:py-2 md:pr-4">
        {running !== null ? (
          <>
            <span className="text-xs font-semibold text-good">Now </span>
            <SessionLine session={running} today={today} />
          </>
        ) : next !== null ? (
          <SessionLine session={next} today={today} />
        ) : (
          <span className="text-xs text-muted">
            {standingRoom === null ? "Nothing planned" : `All day in ${standingRoom}`}
          </span>
        )}
      </td>
      <td className="text-sm max-md:order-4 max-md:text-xs max-md:text-muted md:py-2 md:pr-4 md:text-right">
        {students.toLocaleString("en-GB")}
        <span className="md:sr-only"> {students === 1 ? "student" : "students"}</span>
      </td>
      <td className="max-md:order-2 md:w-40 md:py-2 md:pr-4">
        <div title={rate.sum}>
          <Rate rate={rate} />
        </div>
        <span className="sr-only">{rate.sum}</span>
      </td>
      <td className="max-md:hidden md:w-28 md:py-2 md:pr-4">
        <WeekSpark weeks={weeks} />
      </td>
    </tr>
  );
}

function sortOf(column: "code" | "rate" | "students", sort: ClassSort, onSort: (sort: ClassSort) => void) {
  const down = `-${column}` as const;
  const sorted = sort === column ? "ascending" : sort === down ? "descending" : "none";
  return { sorted, onSort: () => onSort(sorted === "ascending" ? down : column) } as const;
}

function NoClass({ search }: { search: string | undefined }) {
  const demo = useLiveValue(({ state }) => state?.system.demo.active ?? false);
  if (search !== undefined) {
    return (
      <EmptyState icon={SearchX} title="No class matches">
        <p>No class, course or member of staff holds “{search}”.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={GraduationCap} title="No classes yet">
      <p>Bring classes, their students and their timetable in as files.</p>
      <div className="flex flex-wrap gap-2">
        <Link to="/imports" className={buttonLook("primary")}>
          Import classes
        </Link>
        {!demo && <StartDemo kind="plain" />}
      </div>
    </EmptyState>
  );
}

/** What days the classes' figures are of: each is of its own term. */
function attendanceOf(classes: readonly ClassRow[]): string {
  const titles = new Set(classes.map(({ window }) => titleOfWindow(window)));
  const [only] = titles;
  if (only === undefined) return "Attendance";
  return titles.size === 1 ? `Attendance of ${only}` : "Attendance of each class's term";
}
