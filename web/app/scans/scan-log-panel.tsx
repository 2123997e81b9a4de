import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import { Button } from "../../ui/button.tsx";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { ScanDialog } from "./scan-dialog.tsx";
import { ScanLogRow, scanColumns } from "./scan-log-row.tsx";
import type { ScanLog } from "./use-scan-log.ts";

interface ScanLogPanelProps {
  readonly title: string;
  readonly log: ScanLog;
  /** Left out on the page of one student. */
  readonly withStudent?: boolean;
  /** Whether j and k go from row to row here. */
  readonly keys?: boolean;
  /** What is said where there is no scan. */
  readonly empty: ReactNode;
  /** The scan whose details are open, or null. */
  readonly opened: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly className?: string;
}

const nothing: readonly ScanView[] = [];
const likelyRowPx = 41;
/** So many rows before the end, older ones are asked for. */
const aheadRows = 30;
const number = new Intl.NumberFormat("en-GB");
const arrivals = {
  granted: "[--arrival-tint:var(--color-good-soft)]",
  late: "[--arrival-tint:var(--color-late-soft)]",
  denied: "[--arrival-tint:var(--color-denied-soft)]",
  unknown: "[--arrival-tint:var(--color-unknown-soft)]",
} as const;

/**
 * Scans of any number, newest first: only the rows in view are in the document, older ones are read as the reader
 * comes near them, and new ones wait behind a button while the reader is further down.
 */
export function ScanLogPanel(props: ScanLogPanelProps) {
  const { title, log, withStudent = true, keys = true, empty, opened, onOpen, className = "" } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const system = useLiveValue(({ state }) => state?.system ?? null);
  const [held, setHeld] = useState<readonly ScanView[] | null>(null);
  const [printing, setPrinting] = useState(false);
  const all = log.scans ?? nothing;
  const shown = held === null ? all : holdFrom(all, held[0]?.seq ?? 0);
  const waiting = all.length - shown.length;
  const count = shown.length;
  const scrollTo = useRef((_index: number): void => undefined);
  const { active, rowProps } = useRowKeys({
    list: table,
    count: keys ? count : 0,
    scrollTo: (index) => scrollTo.current(index),
  });
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => likelyRowPx,
    getItemKey: (index) => shown[index]?.id ?? index,
    overscan: 10,
  });
  scrollTo.current = (index) => rows.scrollToIndex(index, { align: "auto" });

  const last = rows.range?.endIndex ?? 0;
  const { readOlder } = log;
  const wantsOlder = log.hasOlder && !log.readingOlder && log.error === null && last >= count - aheadRows;
  const older = useRef(readOlder);
  older.current = readOlder;
  useEffect(() => {
    if (wantsOlder && last > 0) older.current();
  }, [wantsOlder, last]);

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

  function onScroll() {
    const away = (scroller.current?.scrollTop ?? 0) > 8;
    setHeld((before) => (away ? (before ?? all) : null));
  }

  const columns = withStudent ? scanColumns.withStudent : scanColumns.alone;
  const rowLook = `${columns} items-center border-b border-line px-4 py-1.5`;
  const cells = (scan: ScanView) => (
    <ScanLogRow
      scan={scan}
      day={system?.day ?? ""}
      timeZone={system?.timeZone ?? "UTC"}
      withStudent={withStudent}
      onOpen={onOpen}
    />
  );
  return (
    <Panel
      title={title}
      note={
        log.scans === null
          ? undefined
          : `newest first, ${number.format(all.length)}${log.hasOlder ? " so far" : ""}`
      }
      className={className}
      scrollRef={scroller}
      onScroll={onScroll}
      overlay={
        waiting > 0 && (
          <div className="pointer-events-none absolute inset-x-0 top-2 z-20 flex justify-center print:hidden">
            <span className="pointer-events-auto rounded-control shadow-sm">
              <Button kind="primary" onClick={() => scroller.current?.scrollTo({ top: 0 })}>
                <ArrowUp aria-hidden className="size-3.5" />
                {waiting === 1 ? "1 new scan" : `${number.format(waiting)} new scans`}
              </Button>
            </span>
          </div>
        )
      }
    >
      {log.error !== null && <ReadTrouble what="The scans" error={log.error} onAgain={log.again} />}
      {log.scans === null && log.error === null && <SkeletonRows label="Reading the scans" />}
      {log.scans !== null && count === 0 && empty}
      {count > 0 && (
        <table ref={table} aria-rowcount={-1} className={`block w-full ${log.stale ? "opacity-60" : ""}`}>
          <caption className="sr-only">{title}, newest first</caption>
          <thead className="sr-only z-10 bg-sunken lg:not-sr-only lg:sticky lg:top-0 lg:block lg:border-b lg:border-line print:static">
            <tr className={`${columns} items-center px-4 [&>th]:p-0 [&>th]:py-1 [&>th]:first:pl-0`}>
              <ColumnHeader>Time</ColumnHeader>
              {withStudent && <ColumnHeader>Student</ColumnHeader>}
              <ColumnHeader>Location</ColumnHeader>
              <ColumnHeader>Decision</ColumnHeader>
              <ColumnHeader>Reason and remarks</ColumnHeader>
              {withStudent && <ColumnHeader>Sender</ColumnHeader>}
            </tr>
          </thead>
          {printing ? (
            <tbody className="block">
              {shown.map((scan) => (
                <tr key={scan.id} className={rowLook}>
                  {cells(scan)}
                </tr>
              ))}
            </tbody>
          ) : (
            <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start, key }) => {
                const scan = shown[index];
                return (
                  scan !== undefined && (
                    <tr
                      key={key}
                      ref={rows.measureElement}
                      data-index={index}
                      {...rowProps(index)}
                      aria-rowindex={index + 2}
                      style={{ transform: `translateY(${start}px)` }}
                      className={`absolute inset-x-0 top-0 ${rowLook} ${keys && active === index ? "bg-sunken" : ""} ${scan.seq > log.since ? `motion-safe:animate-arrive ${arrivals[scan.decision]}` : ""}`}
                    >
                      {cells(scan)}
                    </tr>
                  )
                );
              })}
            </tbody>
          )}
        </table>
      )}
      {log.hasOlder && (
        <div className="flex justify-center p-3 print:hidden">
          <Button kind="quiet" disabled={log.readingOlder} onClick={log.readOlder}>
            {log.readingOlder ? "Reading older scans" : "Older scans"}
          </Button>
        </div>
      )}
      {opened !== null && <ScanDialog id={opened} onClose={() => onOpen(null)} />}
    </Panel>
  );
}

/** What is newer than the scan that was on top waits. */
function holdFrom(scans: readonly ScanView[], seq: number): readonly ScanView[] {
  const first = scans.findIndex((scan) => scan.seq <= seq);
  return first <= 0 ? scans : scans.slice(first);
}
