import { useQueryClient } from "@tanstack/react-query";
import { Search, SearchX, Users } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { StudentSort } from "../api/call-api.ts";
import type { LiveState } from "../live/fold-changes.ts";
import { StartDemo } from "../shell/start-demo.tsx";
import { needsReading } from "./fold-student.ts";
import { StudentRow } from "./student-row.tsx";
import { type DatedPage, useStudents } from "./use-students.ts";

interface StudentsPanelProps {
  readonly state: LiveState;
  readonly reading: number;
  readonly className?: string;
}

const searchDelayMs = 250;
const readAgainMs = 2_000;
const nothing: readonly never[] = [];
const number = new Intl.NumberFormat("en-GB");

/** Every student with today's marks and rate, brought up to date by each frame. */
export function StudentsPanel({ state, reading, className = "" }: StudentsPanelProps) {
  const [typed, setTyped] = useState("");
  const [sort, setSort] = useState<StudentSort>("student");
  const search = useSettled(typed.trim(), searchDelayMs);
  const { data, error, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } =
    useStudents(search, sort, reading);
  const pages = data?.pages ?? nothing;
  const total = pages[0]?.total ?? null;
  const { system, facts } = state;
  useReadWhereWeCannotCount(pages, state);

  return (
    <Panel
      title="Students"
      note={total === null ? undefined : number.format(total)}
      className={className}
      tools={
        <div className="flex w-full gap-2 sm:w-auto print:hidden">
          <SortBox value={sort} onChange={setSort} />
          <SearchBox value={typed} onChange={setTyped} />
        </div>
      }
    >
      {error !== null && !isFetchNextPageError && (
        <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
          <p className="text-muted">The students could not be read. {error.message}</p>
          <Button onClick={() => void refetch()}>Try again</Button>
        </div>
      )}
      {total === 0 && search !== "" && (
        <EmptyState icon={SearchX} title="No student matches">
          <p>No student id contains “{search}”.</p>
        </EmptyState>
      )}
      {total === 0 && search === "" && (
        <EmptyState icon={Users} title="No students enrolled">
          <p>Scans are kept all the same. Registers fill once students are enrolled in classes.</p>
          {!system.demo.active && <StartDemo kind="plain" />}
        </EmptyState>
      )}
      {total !== null && total > 0 && (
        <table className="block w-full table-fixed sm:table">
          <caption className="sr-only">Students with their marks, credit and attendance today</caption>
          <thead className="sr-only text-2xs text-muted sm:not-sr-only sm:sticky sm:top-0 sm:z-10 sm:table-header-group sm:bg-sunken print:static">
            <tr>
              <th scope="col" className="w-28 py-1.5 pl-4 text-left font-medium">
                Student
              </th>
              <th scope="col" className="py-1.5 text-left font-medium">
                Location and mark
              </th>
              <th scope="col" className="w-18 py-1.5 pr-4 text-right font-medium">
                Credit
              </th>
              <th scope="col" className="w-36 py-1.5 pr-4 text-left font-medium">
                Attendance today
              </th>
            </tr>
          </thead>
          <tbody className="block sm:table-row-group">
            {pages.map((page) =>
              page.students.map((student) => (
                <StudentRow
                  key={student.studentId}
                  student={student}
                  since={page.since}
                  facts={facts.get(student.studentId) ?? nothing}
                  timeZone={system.timeZone}
                />
              )),
            )}
          </tbody>
        </table>
      )}
      {hasNextPage && (
        <MoreStudents
          busy={isFetchingNextPage}
          failed={isFetchNextPageError}
          onWanted={() => void fetchNextPage()}
        />
      )}
    </Panel>
  );
}

const orders: readonly { readonly sort: StudentSort; readonly word: string }[] = [
  { sort: "student", word: "By id" },
  { sort: "percent", word: "Lowest first" },
  { sort: "-percent", word: "Highest first" },
];

function SortBox({ value, onChange }: { value: StudentSort; onChange: (value: StudentSort) => void }) {
  return (
    <select
      aria-label="Order of students"
      value={value}
      onChange={(event) => {
        const chosen = orders.find(({ sort }) => sort === event.target.value);
        if (chosen !== undefined) onChange(chosen.sort);
      }}
      className="h-9 shrink-0 rounded-control border border-line-strong bg-surface px-2 text-sm sm:h-8"
    >
      {orders.map(({ sort, word }) => (
        <option key={sort} value={sort}>
          {word}
        </option>
      ))}
    </select>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <search className="relative min-w-0 flex-1 sm:w-48">
      <label htmlFor={id} className="sr-only">
        Find students by id
      </label>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted"
      />
      <input
        id={id}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Student id"
        autoComplete="off"
        spellCheck={false}
        maxLength={128}
        className="h-9 w-full rounded-control border border-line-strong bg-surface pr-2 pl-8 text-sm placeholder:text-muted sm:h-8"
      />
    </search>
  );
}

interface MoreStudentsProps {
  readonly busy: boolean;
  readonly failed: boolean;
  readonly onWanted: () => void;
}

/** Asks for the next page when it comes into view; the button is for keyboards, and for when asking failed. */
function MoreStudents({ busy, failed, onWanted }: MoreStudentsProps) {
  const element = useRef<HTMLDivElement>(null);
  const wanted = useRef(onWanted);
  wanted.current = onWanted;
  const mayAsk = !busy && !failed;
  useEffect(() => {
    const target = element.current;
    if (target === null || !mayAsk) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) wanted.current();
      },
      { rootMargin: "400px" },
    );
    watch.observe(target);
    return () => watch.disconnect();
  }, [mayAsk]);
  return (
    <div ref={element} className="flex items-center justify-center gap-3 p-3 print:hidden">
      {failed && <span className="text-sm text-muted">The next students could not be read.</span>}
      <Button kind="quiet" disabled={busy} onClick={onWanted}>
        {busy ? "Reading more students" : "More students"}
      </Button>
    </div>
  );
}

/** The value once it has stood still for `ms`. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Under a policy whose numbers only the server knows, marks are read again instead of counted here. */
function useReadWhereWeCannotCount(pages: readonly DatedPage[], { facts }: LiveState): void {
  const client = useQueryClient();
  const behind = pages.some((page) =>
    page.students.some((student) =>
      needsReading(student, page.since, facts.get(student.studentId) ?? nothing),
    ),
  );
  useEffect(() => {
    if (!behind) return;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ["students"] }), readAgainMs);
    return () => clearInterval(timer);
  }, [behind, client]);
}
