import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownUp, Download, Printer, SearchX, Users } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { StudentPage, StudentRow } from "../../../src/contract/http/students.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { downloadText } from "../../ui/download-text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FoldedFilters } from "../../ui/folded-filters.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { PrintedPart } from "../../ui/printed-part.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { mostPrinted, useTaking } from "../../ui/use-taking.ts";
import { writeCsv } from "../../ui/write-csv.ts";
import { isSameStep } from "../is-same-step.ts";
import { StartDemo } from "../shell/start-demo.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { readEveryStudent } from "./read-students.ts";
import { StudentFilters } from "./student-filters.tsx";
import { StudentListRow, StudentRowSkeleton, studentColumns } from "./student-list-row.tsx";
import { isNarrowed, type StudentListSearch } from "./student-list-search.ts";
import { studentTableOf } from "./student-table-of.ts";
import { daysBesideRate, titleOfWindow } from "./title-of-window.ts";
import { pageSize, type StudentList, useStudentList } from "./use-student-list.ts";

const route = getRouteApi("/students");
const number = new Intl.NumberFormat("en-GB");
const searchDelayMs = 150;
/** A row of one strip; the others are measured once they are shown. */
const likelyRowPx = 57;
/** Rows that are read before they come into view. */
const aheadRows = 40;
const top = { first: 0, last: 0 };

/** Everybody of the roster, with the rate of the term and what today has brought. */
export function StudentsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: StudentListSearch) =>
    void navigate({ search: next, replace: isSameStep(search, next) });
  // Another question begins at its first row.
  const question = JSON.stringify(search);
  const [pages, setPages] = useState({ of: question, ...top });
  const tellPages = useCallback((inView: typeof top) => setPages({ of: question, ...inView }), [question]);
  const list = useStudentList(search, pages.of === question ? pages : top);
  const taking = useTakingStudents(search, list);
  const total = list.head?.total;

  return (
    <>
      <PageHeading
        title="Students"
        note={total === undefined ? undefined : <span role="status">{writeTotal(total, search)}</span>}
        tools={
          <>
            <Button
              kind="quiet"
              disabled={taking.busy !== null || !total}
              onClick={() => void taking.download()}
            >
              <Download aria-hidden className="size-3.5" />
              {taking.busy ?? "CSV"}
            </Button>
            <Button
              kind="quiet"
              disabled={taking.busy !== null || !total}
              onClick={() => void taking.print()}
            >
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
          </>
        }
      />
      {taking.trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {taking.trouble}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 print:hidden">
        <SearchByName search={search} onChange={change} />
        <FoldedFilters
          set={filtersSet(search)}
          onClear={
            isNarrowed(search) || search.left !== undefined ? () => change({ sort: search.sort }) : null
          }
        >
          <StudentFilters search={search} onChange={change} />
        </FoldedFilters>
        {list.behind && <OrderAnew />}
      </div>
      <StudentsList
        key={question}
        list={list}
        search={search}
        printed={taking.printed}
        onPages={tellPages}
        onSort={(sort) => change({ ...search, sort })}
      />
    </>
  );
}

/** How many filters besides the search are set. */
function filtersSet({ search: _, sort: __, ...filters }: StudentListSearch): number {
  return Object.values(filters).filter((value) => value !== undefined).length;
}

function writeTotal(total: number, search: StudentListSearch): string {
  return `${number.format(total)} ${total === 1 ? "student" : "students"}${isNarrowed(search) ? " found" : ""}`;
}

interface SearchByNameProps {
  readonly search: StudentListSearch;
  readonly onChange: (search: StudentListSearch) => void;
}

function SearchByName({ search, onChange }: SearchByNameProps) {
  const [typed, setTyped] = useState(search.search ?? "");
  const settled = useSettled(typed.trim(), searchDelayMs);
  const told = useRef(settled);
  const latest = useRef({ search, onChange });
  latest.current = { search, onChange };
  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    latest.current.onChange({ ...latest.current.search, search: settled === "" ? undefined : settled });
  }, [settled]);
  // The address may change without this field: by a link, by going back, by what clears all filters.
  const asked = search.search ?? "";
  useEffect(() => {
    if (asked === told.current) return;
    told.current = asked;
    setTyped(asked);
  }, [asked]);
  return (
    <div className="flex w-full sm:w-auto">
      <SearchField
        label="Find students by name or id"
        placeholder="Name or id"
        value={typed}
        onChange={setTyped}
      />
    </div>
  );
}

/** Who is below a line, and in which place, is of when the list was read: rows do not move under the reader's eyes. */
function OrderAnew() {
  const client = useQueryClient();
  return (
    <Button kind="quiet" onClick={() => void client.invalidateQueries({ queryKey: ["students", "list"] })}>
      <ArrowDownUp aria-hidden className="size-3.5" />
      Marks changed: order anew
    </Button>
  );
}

interface StudentsListProps {
  readonly list: StudentList;
  readonly search: StudentListSearch;
  /** What is on paper instead of what is in view; null while nothing is printed. */
  readonly printed: readonly StudentRow[] | null;
  /** Told which pages of the list are in view, or about to be. */
  readonly onPages: (pages: { first: number; last: number }) => void;
  readonly onSort: (sort: StudentListSearch["sort"]) => void;
}

function StudentsList({ list, search, printed, onPages, onSort }: StudentsListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const { head } = list;
  const day = head?.day ?? "";
  const timeZone = head?.timeZone ?? "UTC";
  const count = head?.total ?? 0;
  const scrollTo = useRef((_index: number): void => undefined);
  const { active, rowProps } = useRowKeys({
    list: table,
    count,
    scrollTo: (index) => scrollTo.current(index),
  });
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => likelyRowPx,
    overscan: 8,
    rangeExtractor: ({ startIndex, endIndex, overscan }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const shown = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      // The row with the focus stays, or the focus would be lost with it.
      return active < 0 || active >= count || (active >= from && active <= to)
        ? shown
        : active < from
          ? [active, ...shown]
          : [...shown, active];
    },
  });
  scrollTo.current = (index) => rows.scrollToIndex(index, { align: "auto" });
  const first = Math.floor(Math.max(0, (rows.range?.startIndex ?? 0) - aheadRows) / pageSize);
  const last = Math.floor(
    Math.max(0, Math.min(count - 1, (rows.range?.endIndex ?? 0) + aheadRows)) / pageSize,
  );
  useEffect(() => onPages({ first, last }), [first, last, onPages]);

  const days = head === undefined ? null : daysBesideRate(head.window);
  const cells = (row: StudentRow) => (
    <StudentListRow row={row} day={day} days={days} timeZone={timeZone} search={search} />
  );
  const rowLook = `${studentColumns} items-center border-b border-line px-4 py-2`;
  return (
    <Panel
      title={head === undefined ? "Attendance" : `Attendance of ${titleOfWindow(head.window)}`}
      note={
        head === undefined
          ? undefined
          : isOfToday(head)
            ? `alerts look at half a year · times in ${timeZone}`
            : `and today · times in ${timeZone}`
      }
      className="h-[75dvh] desk:h-auto desk:flex-1 print:h-auto"
      scrollRef={scroller}
    >
      {list.error !== null && <ReadTrouble what="The students" error={list.error} onAgain={list.again} />}
      {head === undefined && list.error === null && <SkeletonRows label="Reading the students" rows={12} />}
      {head !== undefined && count === 0 && <NobodyListed search={search} />}
      {count > 0 && (
        <table
          ref={table}
          aria-rowcount={count + 1}
          className={`block w-full ${list.stale ? "opacity-60" : ""}`}
        >
          <caption className="sr-only">
            Students with their attendance, their sessions of today and open alerts
          </caption>
          <thead className="sr-only z-10 bg-sunken md:not-sr-only md:sticky md:top-0 md:block md:border-b md:border-line print:not-sr-only print:static print:block">
            <tr className={`${studentColumns} items-center px-4 [&>th]:p-0 [&>th]:py-1 [&>th]:first:pl-0`}>
              <ColumnHeader {...sortOf("name", search.sort, onSort)}>Student</ColumnHeader>
              <ColumnHeader {...sortOf("rate", search.sort, onSort)}>Attendance</ColumnHeader>
              <ColumnHeader>Eight weeks</ColumnHeader>
              <ColumnHeader>Today</ColumnHeader>
              <ColumnHeader>Last seen</ColumnHeader>
              <ColumnHeader {...sortOf("alerts", search.sort, onSort)}>Alerts</ColumnHeader>
            </tr>
          </thead>
          {printed === null ? (
            <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start }) => {
                const row = list.at(index);
                return (
                  <tr
                    key={index}
                    ref={row === null ? undefined : rows.measureElement}
                    data-index={index}
                    {...rowProps(index)}
                    aria-rowindex={index + 2}
                    style={{ transform: `translateY(${start}px)` }}
                    className={`absolute inset-x-0 top-0 ${rowLook} ${active === index ? "bg-sunken" : ""}`}
                  >
                    {row === null ? <StudentRowSkeleton place={index + 1} /> : cells(row)}
                  </tr>
                );
              })}
            </tbody>
          ) : (
            <tbody className="block">
              {printed.map((row) => (
                <tr key={row.student.id} className={rowLook}>
                  {cells(row)}
                </tr>
              ))}
            </tbody>
          )}
        </table>
      )}
      {printed !== null && <PrintedPart printed={printed.length} total={count} />}
    </Panel>
  );
}

const isOfToday = ({ window, day }: Pick<StudentPage, "window" | "day">): boolean =>
  window.title === null && window.from === day && window.to === day;

/** The first click puts those first who are looked for: A before Z, the lowest rate, the most alerts. */
function sortOf(
  column: "name" | "rate" | "alerts",
  sort: StudentListSearch["sort"],
  onSort: (sort: StudentListSearch["sort"]) => void,
) {
  const up = column === "name" ? undefined : column;
  const down = `-${column}` as const;
  const sorted = sort === up ? "ascending" : sort === down ? "descending" : "none";
  const first = column === "alerts" ? down : up;
  const second = column === "alerts" ? up : down;
  return { sorted, onSort: () => onSort(sort === first ? second : first) } as const;
}

function NobodyListed({ search }: { search: StudentListSearch }) {
  const demo = useLiveValue(({ state }) => state?.system.demo.active ?? false);
  if (isNarrowed(search)) {
    return (
      <EmptyState icon={SearchX} title="No student matches">
        <p>
          {search.search === undefined
            ? "Nobody is in these groups and below this line."
            : `No name or id with these filters holds “${search.search}”.`}
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Users} title="No students yet">
      <p>
        Bring the people and the timetable in as files. Scans are kept all the same, and registers fill once
        students are enrolled.
      </p>
      <div className="flex flex-wrap gap-2">
        <Link to="/imports" className={buttonLook("primary")}>
          Import people
        </Link>
        {!demo && <StartDemo kind="plain" />}
      </div>
    </EmptyState>
  );
}

/** Takes the list away, as a file or on paper: everything that is filtered, not only what was scrolled to. */
function useTakingStudents(search: StudentListSearch, list: StudentList) {
  const { take, print, ...taking } = useTaking(list.read);
  const everybody = (most: number) => (signal: AbortSignal, tell: (progress: string) => void) =>
    readEveryStudent(search, most, signal, (read) =>
      tell(`${number.format(read)} of ${number.format(list.head?.total ?? read)}`),
    );
  return {
    ...taking,
    download: () =>
      take(everybody(Number.POSITIVE_INFINITY), (students) => {
        if (list.head === undefined) return;
        downloadText(
          `students-${list.head.day}.csv`,
          "text/csv;charset=utf-8",
          writeCsv(studentTableOf(students, list.head)),
        );
      }),
    print: () => take(everybody(mostPrinted), print),
  };
}
