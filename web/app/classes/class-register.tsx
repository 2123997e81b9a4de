import { Link } from "@tanstack/react-router";
import { CalendarRange, Download, SearchX } from "lucide-react";
import { useMemo, useRef } from "react";
import { classGrid } from "../../../src/contract/http/figures.ts";
import { foldForSearch, searchWords } from "../../../src/domain/kernel/fold-text.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { DayField } from "../../ui/day-field.tsx";
import { downloadText } from "../../ui/download-text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { writeCsv } from "../../ui/write-csv.ts";
import { read } from "../api/call-api.ts";
import { addDays } from "../decisions/add-days.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { DownloadsMenu } from "../registers/downloads-menu.tsx";
import { ClassGridTable } from "./class-grid-table.tsx";
import type { ClassSearch, GridSort } from "./class-search.ts";
import { GridLegend } from "./grid-legend.tsx";
import { gridTableOf } from "./grid-table-of.ts";
import { orderGrid } from "./order-grid.ts";

/** A term's half, so that the first look is not a term's worth of columns. */
const shownDays = 42;

const sorts = [
  { value: "name", word: "By name" },
  { value: "id", word: "By id" },
  { value: "rate", word: "Lowest rate first" },
  { value: "-rate", word: "Highest rate first" },
  { value: "-name", word: "By name, last first" },
  { value: "-id", word: "By id, last first" },
] as const;

interface ClassRegisterProps {
  readonly code: string;
  /** The local day of now. */
  readonly today: string;
  readonly search: ClassSearch;
  readonly onChange: (search: ClassSearch) => void;
}

/** Every session of a span, every student, each mark a letter in its colour; under each session how many were there. */
export function ClassRegister({ code, today, search, onChange }: ClassRegisterProps) {
  const to = search.to ?? today;
  const from = search.from ?? addDays(to, 1 - shownDays);
  const sort = search.sort ?? "name";
  const registersAsked = new URLSearchParams({ class: code, from, to });
  const summaryAsked = new URLSearchParams({ of: "class", code, from, to });
  const scroller = useRef<HTMLDivElement>(null);
  const query = useLiveQuery(["grid", code, from, to], (signal) =>
    read(
      classGrid,
      `registers/classes/${encodeURIComponent(code)}/grid?${new URLSearchParams({ from, to })}`,
      signal,
    ),
  );
  const grid =
    query.data?.class.code === code && query.data.from === from && query.data.to === to
      ? query.data
      : undefined;
  const students = useMemo(() => {
    const words = searchWords(search.search ?? "");
    const found = (grid?.students ?? []).filter(({ student }) => {
      const folded = foldForSearch(`${student.name ?? ""} ${student.id}`);
      return words.every((word) => folded.includes(word));
    });
    return orderGrid(found, sort);
  }, [grid, search.search, sort]);
  const used = useMemo(
    () => new Set(students.flatMap(({ marks }) => marks.flatMap((mark) => mark?.status ?? []))),
    [students],
  );
  const unusual = students.some(({ marks }) => marks.some((mark) => mark !== null && mark.flags.length > 0));
  const count = grid?.sessions.length ?? 0;
  const order = (next: GridSort) => onChange({ ...search, sort: next === "name" ? undefined : next });
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 text-sm print:hidden">
        <DayField label="From" value={from} onChange={(day) => onChange({ ...search, from: day })} />
        <DayField label="to" value={to} onChange={(day) => onChange({ ...search, to: day })} />
        <div className="flex w-full sm:w-auto">
          <SearchField
            label="Find students of this class"
            placeholder="Name or id"
            value={search.search ?? ""}
            onChange={(typed) => onChange({ ...search, search: typed === "" ? undefined : typed })}
          />
        </div>
        <Select label="Order of students" value={sort} choices={sorts} onChange={order} />
        {grid !== undefined && count > 0 && (
          <>
            <DownloadsMenu
              files={[
                { word: "Registers, PDF", path: `registers.pdf?${registersAsked}` },
                { word: "Registers, XLSX", path: `registers.xlsx?${registersAsked}` },
                { word: "Registers, CSV", path: `registers.csv?${registersAsked}` },
                { word: "Summary of students, XLSX", path: `summaries.xlsx?${summaryAsked}` },
                { word: "Summary of students, CSV", path: `summaries.csv?${summaryAsked}` },
              ]}
            />
            <Button
              kind="quiet"
              onClick={() =>
                downloadText(
                  `register-${code}-${from}-${to}.csv`,
                  "text/csv;charset=utf-8",
                  writeCsv(gridTableOf({ sessions: grid.sessions, students })),
                )
              }
            >
              <Download aria-hidden className="size-3.5" />
              This table
            </Button>
          </>
        )}
      </div>
      <Panel
        title={`${writeShortDay(from)} to ${writeShortDay(to)}`}
        note={
          grid === undefined
            ? undefined
            : `${count} ${count === 1 ? "session" : "sessions"}, ${students.length} ${students.length === 1 ? "student" : "students"}, times in ${grid.timeZone}`
        }
        scrollRef={scroller}
        className="h-[75dvh] desk:h-auto desk:min-h-80 desk:flex-1 print:h-auto"
      >
        {query.error !== null && (
          <ReadTrouble what="The register" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {grid === undefined && query.error === null && (
          <SkeletonRows label="Reading the register" rows={12} />
        )}
        {grid !== undefined && count === 0 && (
          <EmptyState icon={CalendarRange} title="No session in these days">
            <p>Choose other days, or import the timetable of this class.</p>
            <div className="flex flex-wrap gap-2">
              <Button
                onClick={() =>
                  onChange({ ...search, from: addDays(from, -shownDays), to: addDays(from, -1) })
                }
              >
                The six weeks before
              </Button>
              <Link to="/imports" className={buttonLook("plain")}>
                Import a timetable
              </Link>
            </div>
          </EmptyState>
        )}
        {grid !== undefined && count > 0 && students.length === 0 && (
          <EmptyState icon={SearchX} title="No student matches">
            <p>
              {search.search === undefined
                ? "Nobody is enrolled in this class in these days."
                : `No name or id of this class holds “${search.search}”.`}
            </p>
          </EmptyState>
        )}
        {grid !== undefined && count > 0 && students.length > 0 && (
          <ClassGridTable
            key={`${from} ${to}`}
            caption={`Marks of ${code}, a row for each student and a column for each session`}
            sessions={grid.sessions}
            students={students}
            scroller={scroller}
            sort={sort}
            onSort={order}
            onOpen={(student, session) => onChange({ ...search, student, session })}
          />
        )}
      </Panel>
      {used.size > 0 && <GridLegend used={used} unusual={unusual} />}
    </>
  );
}
