import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownUp, Download, Printer, SearchX, Users } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button } from "../../ui/button.tsx";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { downloadText } from "../../ui/download-text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { writeCsv } from "../../ui/write-csv.ts";
import { StartDemo } from "../shell/start-demo.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { readStudentsOf, tableOfStudents } from "./export-students.ts";
import { needsReading } from "./fold-student.ts";
import { StudentFilters } from "./student-filters.tsx";
import { StudentListRow, StudentRowSkeleton, studentColumns } from "./student-list-row.tsx";
import type { StudentListSearch } from "./student-list-search.ts";
import { type ListedStudent, pageSize, type StudentList, useStudentList } from "./use-student-list.ts";

const route = getRouteApi("/students");
const number = new Intl.NumberFormat("en-GB");
const nothing: readonly never[] = [];
const searchDelayMs = 80;
const readAgainMs = 2_000;
/** A row of three places; the others are measured once they are shown. */
const likelyRowPx = 57;
/** Rows that are read before they come into view. */
const aheadRows = 40;
const top = { first: 0, last: 0 };
/** More than this is for a file, not for paper. */
const mostPrinted = 2_000;

/** Every student with today's marks and rate, brought up to date by each frame. */
export function StudentsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: StudentListSearch) => void navigate({ search: next, replace: true });
  // Another question begins at its first row.
  const question = JSON.stringify(search);
  const [pages, setPages] = useState({ of: question, ...top });
  const tellPages = useCallback((inView: typeof top) => setPages({ of: question, ...inView }), [question]);
  const list = useStudentList(search, pages.of === question ? pages : top);
  useReadWhereWeCannotCount(list);
  const taking = useTaking(search, list);

  return (
    <>
      <PageHeading
        title="Students"
        note={list.total === null ? undefined : <span role="status">{writeTotal(list.total, search)}</span>}
        tools={
          <>
            <Button
              kind="quiet"
              disabled={taking.busy !== null || !list.total}
              onClick={() => void taking.download()}
            >
              <Download aria-hidden className="size-3.5" />
              {taking.busy ?? "CSV"}
            </Button>
            <Button
              kind="quiet"
              disabled={taking.busy !== null || !list.total}
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
        <SearchById search={search} onChange={change} />
        <StudentFilters search={search} onChange={change} />
        <OrderAnew list={list} search={search} />
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

function writeTotal(total: number, search: StudentListSearch): string {
  const { sort: _, ...filter } = search;
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  return `${number.format(total)} ${total === 1 ? "student" : "students"}${narrowed ? " found" : ""}`;
}

function SearchById({
  search,
  onChange,
}: {
  search: StudentListSearch;
  onChange: (s: StudentListSearch) => void;
}) {
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
      <SearchField label="Find students by id" placeholder="Student id" value={typed} onChange={setTyped} />
    </div>
  );
}

/** The order, and who is in a band, are of when the list was read: rows do not move under the reader's eyes. */
function OrderAnew({ list, search }: { list: StudentList; search: StudentListSearch }) {
  const client = useQueryClient();
  const facts = useLiveValue(({ state }) => state?.facts ?? null);
  const byRate = search.band !== undefined || search.sort === "percent" || search.sort === "-percent";
  const [seen, setSeen] = useState({ since: list.since, facts });
  if (seen.since !== list.since) setSeen({ since: list.since, facts });
  if (!byRate || seen.facts === facts) return null;
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
  readonly printed: readonly ListedStudent[] | null;
  /** Told which pages of the list are in view, or about to be. */
  readonly onPages: (pages: { first: number; last: number }) => void;
  readonly onSort: (sort: StudentListSearch["sort"]) => void;
}

function StudentsList({ list, search, printed, onPages, onSort }: StudentsListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const facts = useLiveValue(({ state }) => state?.facts);
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const count = list.total ?? 0;
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

  const cells = ({ student, since }: ListedStudent) => (
    <StudentListRow
      student={student}
      since={since}
      facts={facts?.get(student.studentId) ?? nothing}
      timeZone={timeZone}
      search={search}
    />
  );
  const rowLook = `${studentColumns} items-start border-b border-line px-4 py-2 sm:items-center`;
  return (
    <Panel
      title="Today"
      note="marks and attendance so far"
      className="h-[75dvh] desk:h-auto desk:flex-1 print:h-auto"
      scrollRef={scroller}
    >
      {list.error !== null && <ReadTrouble what="The students" error={list.error} onAgain={list.again} />}
      {list.total === null && list.error === null && <SkeletonRows label="Reading the students" rows={12} />}
      {count === 0 && list.total !== null && <NobodyListed search={search} />}
      {count > 0 && (
        <table
          ref={table}
          aria-rowcount={count + 1}
          className={`block w-full ${list.stale ? "opacity-60" : ""}`}
        >
          <caption className="sr-only">Students with their marks, credit and attendance today</caption>
          <thead className="sr-only z-10 bg-sunken sm:not-sr-only sm:sticky sm:top-0 sm:block sm:border-b sm:border-line print:static">
            <tr className={`${studentColumns} items-center px-4 [&>th]:p-0 [&>th]:py-1 [&>th]:first:pl-0`}>
              <ColumnHeader {...sortOf("student", search.sort, onSort)}>Student</ColumnHeader>
              <ColumnHeader>Location and mark</ColumnHeader>
              <ColumnHeader align="right">Credit</ColumnHeader>
              <ColumnHeader {...sortOf("percent", search.sort, onSort)}>Attendance today</ColumnHeader>
            </tr>
          </thead>
          {printed === null ? (
            <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start }) => {
                const listed = list.at(index);
                return (
                  <tr
                    key={index}
                    ref={listed === null ? undefined : rows.measureElement}
                    data-index={index}
                    {...rowProps(index)}
                    aria-rowindex={index + 2}
                    style={{ transform: `translateY(${start}px)` }}
                    className={`absolute inset-x-0 top-0 ${rowLook} ${active === index ? "bg-sunken" : ""}`}
                  >
                    {listed === null ? <StudentRowSkeleton place={index + 1} /> : cells(listed)}
                  </tr>
                );
              })}
            </tbody>
          ) : (
            <tbody className="block">
              {printed.map((listed) => (
                <tr key={listed.student.studentId} className={rowLook}>
                  {cells(listed)}
                </tr>
              ))}
            </tbody>
          )}
        </table>
      )}
      {printed !== null && printed.length < count && (
        <p className="hidden px-4 py-2 text-sm print:block">
          The first {number.format(printed.length)} of {number.format(count)}. The CSV file has all of them.
        </p>
      )}
    </Panel>
  );
}

function sortOf(
  column: "student" | "percent",
  sort: StudentListSearch["sort"],
  onSort: (sort: StudentListSearch["sort"]) => void,
) {
  const up = column === "student" ? undefined : column;
  const sorted = sort === up ? "ascending" : sort === `-${column}` ? "descending" : "none";
  return { sorted, onSort: () => onSort(sorted === "ascending" ? `-${column}` : up) } as const;
}

function NobodyListed({ search }: { search: StudentListSearch }) {
  const demo = useLiveValue(({ state }) => state?.system.demo.active ?? false);
  const { sort: _, ...filter } = search;
  if (Object.values(filter).some((value) => value !== undefined)) {
    return (
      <EmptyState icon={SearchX} title="No student matches">
        <p>
          {search.search === undefined
            ? "Nobody is in this band, class and location today."
            : `No student id with these filters contains “${search.search}”.`}
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Users} title="No students enrolled">
      <p>Scans are kept all the same. Registers fill once students are enrolled in classes.</p>
      {!demo && <StartDemo kind="plain" />}
    </EmptyState>
  );
}

/** Taking the list away, as a file or on paper: everything that is filtered, not only what was scrolled to. */
function useTaking(search: StudentListSearch, list: StudentList) {
  const [busy, setBusy] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [printed, setPrinted] = useState<readonly ListedStudent[] | null>(null);
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const seq = useLiveValue(({ state }) => state?.seq ?? 0);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  async function take(most: number, then: (students: Awaited<ReturnType<typeof readStudentsOf>>) => void) {
    const { signal } = leaving.current;
    setTrouble(null);
    setBusy("Reading");
    try {
      const students = await readStudentsOf(search, most, signal, (read) =>
        setBusy(`${number.format(read)} of ${number.format(list.total ?? read)}`),
      );
      then(students);
    } catch (error) {
      if (!signal.aborted) setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(null);
    }
  }

  const asked = useRef(false);
  const shown = useRef(list.read);
  shown.current = list.read;
  // Once what is to be printed is in the document.
  useEffect(() => {
    if (printed === null || !asked.current) return;
    asked.current = false;
    window.print();
  }, [printed]);
  // The browser's own way to print gets what was read so far, one row below the other.
  useEffect(() => {
    const before = () => flushSync(() => setPrinted((chosen) => chosen ?? shown.current));
    const after = () => setPrinted(null);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);

  return {
    busy,
    trouble,
    printed,
    download: () =>
      take(Number.POSITIVE_INFINITY, (students) =>
        downloadText(
          `students-${day}.csv`,
          "text/csv;charset=utf-8",
          writeCsv(tableOfStudents(students, timeZone)),
        ),
      ),
    print: () =>
      take(mostPrinted, (students) => {
        asked.current = true;
        setPrinted(students.map((student) => ({ student, since: seq })));
      }),
  };
}

/** Under a policy whose numbers only the server knows, marks are read again instead of counted here. */
function useReadWhereWeCannotCount({ read }: StudentList): void {
  const client = useQueryClient();
  const facts = useLiveValue(({ state }) => state?.facts);
  const behind = read.some(({ student, since }) =>
    needsReading(student, since, facts?.get(student.studentId) ?? nothing),
  );
  useEffect(() => {
    if (!behind) return;
    const timer = setInterval(
      () => void client.invalidateQueries({ queryKey: ["students", "list"] }),
      readAgainMs,
    );
    return () => clearInterval(timer);
  }, [behind, client]);
}
