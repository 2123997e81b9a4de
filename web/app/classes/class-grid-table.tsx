import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import type { ClassGrid } from "../../../src/contract/http/figures.ts";
import { writeFigure } from "../../../src/domain/attendance/shown-percent.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { markLooks, toneGround, toneInk } from "../../ui/looks.ts";
import { markLetters } from "../../ui/mark-letters.ts";
import { titleOf } from "../registers/title-of.ts";
import { writePerson } from "../registers/write-person.ts";
import type { GridSort } from "./class-search.ts";
import { type CellPlace, nextCell } from "./next-cell.ts";
import { countHere } from "./session-line.tsx";

type Row = ClassGrid["students"][number];
type Session = ClassGrid["sessions"][number];

interface ClassGridTableProps {
  readonly caption: string;
  readonly sessions: readonly Session[];
  readonly students: readonly Row[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly sort: GridSort;
  readonly onSort: (sort: GridSort) => void;
  readonly onOpen: (student: string, session: string) => void;
}

const rowPx = 36;
const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const weekday = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short" });

/**
 * Sessions × students. One cell has the tab stop, arrows go from cell to cell, Enter opens its mark. Only the rows in
 * view are in the document; paper gets them all.
 */
export function ClassGridTable({
  caption,
  sessions,
  students,
  scroller,
  sort,
  onSort,
  onOpen,
}: ClassGridTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<CellPlace>({ row: 0, column: 0 });
  // What happened last is what is looked for, and a phone shows three columns.
  useLayoutEffect(() => {
    const frame = scroller.current;
    if (frame !== null) frame.scrollLeft = frame.scrollWidth;
  }, [scroller]);
  const printing = usePrinting();
  const wanted = useRef(false);
  const rows = useVirtualizer({
    count: students.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
    // Below the sticky head.
    scrollPaddingStart: 96,
    rangeExtractor: ({ startIndex, endIndex, overscan }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(students.length - 1, endIndex + overscan);
      const shown = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      // The row with the focus stays, or the focus would be lost with it.
      if (place.row >= students.length || (place.row >= from && place.row <= to)) return shown;
      return place.row < from ? [place.row, ...shown] : [...shown, place.row];
    },
  });

  useEffect(() => {
    if (!wanted.current) return;
    const cell = table.current?.querySelector<HTMLElement>(`[data-cell="${place.row} ${place.column}"]`);
    if (cell === null || cell === undefined) return;
    wanted.current = false;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  function open({ row, column }: CellPlace): void {
    const student = students[row];
    const session = sessions[column];
    if (student?.marks[column] != null && session !== undefined) onOpen(student.student.id, session.id);
  }

  function onKey(event: KeyboardEvent<HTMLTableElement>): void {
    if (event.altKey || !(event.target instanceof HTMLElement)) return;
    const at = placeOf(event.target);
    if (at === null) return;
    const size = { rows: students.length, columns: sessions.length };
    const next = nextCell(event.key, at, size, event.ctrlKey || event.metaKey);
    if (next === null) return;
    event.preventDefault();
    wanted.current = true;
    setPlace(next);
    rows.scrollToIndex(next.row, { align: "auto" });
  }

  const shown = printing
    ? students.map((_, index) => ({ index, start: 0 }))
    : rows.getVirtualItems().map(({ index, start }) => ({ index, start }));
  const width = { "--columns": sessions.length } as Record<string, number>;
  const look =
    "grid w-max min-w-full grid-cols-[9rem_4.25rem_repeat(var(--columns),2.75rem)] sm:grid-cols-[13rem_4.75rem_repeat(var(--columns),2.75rem)] print:grid-cols-[9rem_3rem_repeat(var(--columns),minmax(0,1fr))] print:w-full";
  return (
    <table
      ref={table}
      aria-rowcount={students.length + 2}
      aria-colcount={sessions.length + 2}
      style={width}
      onKeyDown={onKey}
      onClick={({ target }) => {
        const at = target instanceof HTMLElement ? placeOf(target) : null;
        if (at === null) return;
        setPlace(at);
        open(at);
      }}
      className="block w-max min-w-full print:w-full"
    >
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 z-20 block bg-sunken print:static">
        <tr className={`${look} border-b border-line`}>
          <SortHead
            sorted={
              sort === "name" || sort === "id" ? "ascending" : sort.endsWith("rate") ? "none" : "descending"
            }
            onSort={() => onSort(nextByStudent[sort] ?? "name")}
            className="sticky left-0 z-10 bg-sunken px-4 text-left"
          >
            {sort.endsWith("id") ? "Student, by id" : "Student"}
          </SortHead>
          <SortHead
            sorted={sort === "rate" ? "ascending" : sort === "-rate" ? "descending" : "none"}
            onSort={() => onSort(sort === "rate" ? "-rate" : "rate")}
            className="justify-end border-r border-line px-2"
          >
            Rate, %
          </SortHead>
          {sessions.map((session) => (
            <SessionHead key={session.id} session={session} />
          ))}
        </tr>
        <tr className={`${look} border-b border-line`}>
          <th
            scope="row"
            className="sticky left-0 z-10 bg-sunken px-4 py-1 text-left text-2xs font-medium text-muted"
          >
            Here of expected
          </th>
          <td className="border-r border-line" />
          {sessions.map((session) => (
            <td key={session.id} className="py-1 text-center text-2xs whitespace-nowrap text-ink">
              {session.state === "scheduled" || session.state === "cancelled" ? (
                <span className="text-muted">–</span>
              ) : (
                `${countHere(session)}/${session.expected}`
              )}
            </td>
          ))}
        </tr>
      </thead>
      <tbody
        className="relative block h-(--height) print:h-auto"
        style={{ "--height": `${rows.getTotalSize()}px` } as Record<string, string>}
      >
        {shown.map(({ index, start }) => {
          const row = students[index];
          return (
            row !== undefined && (
              <tr
                key={row.student.id}
                aria-rowindex={index + 3}
                style={printing ? undefined : { transform: `translateY(${start}px)` }}
                className={`${look} border-b border-line ${printing ? "" : "absolute inset-x-0 top-0 h-9"}`}
              >
                <StudentCells
                  row={row}
                  index={index}
                  sessions={sessions}
                  at={place.row === index ? place.column : -1}
                />
              </tr>
            )
          );
        })}
      </tbody>
    </table>
  );
}

/** The head of students turns from names to ids and back, each way once. */
const nextByStudent: Readonly<Partial<Record<GridSort, GridSort>>> = {
  name: "-name",
  "-name": "id",
  id: "-id",
  "-id": "name",
};

interface SortHeadProps {
  readonly sorted: "ascending" | "descending" | "none";
  readonly onSort: () => void;
  readonly className: string;
  readonly children: ReactNode;
}

function SortHead({ sorted, onSort, className, children }: SortHeadProps) {
  const Arrow = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown }[sorted];
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={`flex items-end py-1.5 text-2xs font-medium text-muted ${className}`}
    >
      <button
        type="button"
        onClick={onSort}
        className={`inline-flex min-h-6 items-center gap-1 whitespace-nowrap hover:text-ink ${sorted === "none" ? "" : "text-ink"}`}
      >
        {children}
        <Arrow aria-hidden className="size-3 print:hidden" />
      </button>
    </th>
  );
}

function SessionHead({ session }: { session: Session }) {
  const date = new Date(`${session.day}T00:00:00Z`);
  const time = clockfaceOf(session.timeZone).minute(session.start);
  return (
    <th scope="col" className="text-center text-2xs font-medium text-muted">
      <Link
        to="/registers/$session"
        params={{ session: session.id }}
        aria-label={`${writeDay(session.day)}, ${time}: ${titleOf(session)}`}
        title={`${titleOf(session)}, ${session.rooms.join(", ")}`}
        className={`flex flex-col px-0.5 py-1.5 whitespace-nowrap hover:text-ink hover:underline focus-visible:-outline-offset-2 ${session.state === "cancelled" ? "line-through" : ""}`}
      >
        <span>{weekday.format(date)}</span>
        <span className="text-ink">{shortDay.format(date)}</span>
        <span>{time}</span>
      </Link>
    </th>
  );
}

interface StudentCellsProps {
  readonly row: Row;
  readonly index: number;
  readonly sessions: readonly Session[];
  /** The column with the tab stop; -1 where another row has it. */
  readonly at: number;
}

const StudentCells = memo(function StudentCells({ row, index, sessions, at }: StudentCellsProps) {
  const { student, percent, marks } = row;
  return (
    <>
      <th scope="row" className="sticky left-0 z-10 flex min-w-0 items-center bg-surface px-4 text-left">
        <Link
          to="/students/$student"
          params={{ student: student.id }}
          tabIndex={-1}
          title={student.id}
          className="truncate text-sm font-medium hover:underline"
        >
          {writePerson(student)}
          {student.name !== null && <span className="font-normal text-muted"> {student.id}</span>}
        </Link>
      </th>
      <td className="flex items-center justify-end border-r border-line px-2 text-sm">
        {percent === null ? (
          <span className="text-xs text-muted">No data</span>
        ) : (
          <span className="font-medium">{writeFigure(percent)}</span>
        )}
      </td>
      {marks.map((mark, column) => {
        const session = sessions[column];
        if (session === undefined) return null;
        const look = mark === null ? null : markLooks[mark.status];
        return (
          <td key={session.id} className="p-px">
            <button
              type="button"
              data-cell={`${index} ${column}`}
              tabIndex={at === column ? 0 : -1}
              aria-disabled={mark === null}
              aria-label={
                mark === null || look === null
                  ? "Not expected"
                  : `${look.word}${mark.minutesLate ? `, ${mark.minutesLate} min late` : ""}${mark.flags.length > 0 ? ", something unusual" : ""}`
              }
              title={mark?.why}
              className={`relative grid size-full min-h-6 place-items-center rounded-[0.25rem] text-xs font-semibold focus-visible:outline-offset-0 ${look === null ? "cursor-default" : `${toneInk[look.tone]} ${toneGround[look.tone]}`}`}
            >
              {mark === null ? "" : markLetters[mark.status]}
              {mark !== null && mark.flags.length > 0 && (
                <span aria-hidden className="absolute top-0.5 right-0.5 size-1.5 rounded-full bg-unknown" />
              )}
            </button>
          </td>
        );
      })}
    </>
  );
});

function placeOf(target: HTMLElement): CellPlace | null {
  const text = target.closest<HTMLElement>("[data-cell]")?.dataset.cell;
  if (text === undefined) return null;
  const [row = 0, column = 0] = text.split(" ").map(Number);
  return { row, column };
}

/** true while the page is put on paper, which gets what is not in view as well. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}
