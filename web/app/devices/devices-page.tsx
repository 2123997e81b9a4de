import { getRouteApi } from "@tanstack/react-router";
import { Antenna, Download, SearchX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type SenderView, senderPage } from "../../../src/contract/http/senders.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { todayView } from "../../../src/contract/http/today.ts";
import { senderState, senderStates } from "../../../src/domain/attendance/sender-state.ts";
import { createSearch } from "../../../src/domain/kernel/fold-text.ts";
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
import { read } from "../api/call-api.ts";
import { DescriptionsPanel } from "../descriptions/descriptions-panel.tsx";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useMay } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { devicesTable } from "./devices-table.ts";
import { KeysPanel } from "./keys-panel.tsx";
import { ReaderMailPanel } from "./reader-mail-panel.tsx";
import { orderSenders, senderLooks } from "./sender-looks.ts";
import { SenderRow } from "./sender-row.tsx";
import { type Watch, watchOf } from "./watch-of.ts";

const route = getRouteApi("/devices");
const everyMs = 5_000;
const none: readonly SessionCard[] = [];
const searchDelayMs = 150;

/** Who sends scans, those first that are not heard. */
export function DevicesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useLiveQuery(["senders"], (signal) => read(senderPage, "senders", signal));
  const now = useServerNow(everyMs);
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  // Whom a silence costs is for whoever may see the day.
  const maySeeDay = useMay("day.read");
  const today = useLiveQuery(["today", "devices", maySeeDay], async (signal) =>
    maySeeDay ? read(todayView, "today", signal) : null,
  );
  const rates = new Map((data?.rates ?? []).map(({ sender, scans }) => [sender, scans]));
  const sessions = today.data?.sessions ?? none;
  const matches = search.sender === undefined ? null : createSearch(search.sender);
  const ordered = orderSenders(
    (data?.senders ?? []).filter(({ name, title }) => matches === null || matches([name, title])),
    now,
  ).map((sender) => ({ sender, watch: watchOf(sender, sessions, now) }));
  // A silent reader of a running session before one that costs nobody anything, or that nobody expects to hear.
  const asksFor = ({ sender, watch }: (typeof ordered)[number]): number =>
    ["expected", "disabled", "retired"].includes(senderState(sender, now)) ? 0 : watch.cost;
  const shown = ordered.toSorted((a, b) => asksFor(b) - asksFor(a));
  return (
    <>
      <PageHeading
        title="Devices"
        note={data && <span role="status">{writeStates(data.senders, now)}</span>}
        tools={
          <>
            <SearchByName asked={search.sender ?? ""} />
            <Button
              kind="quiet"
              disabled={shown.length === 0}
              onClick={() =>
                downloadText(
                  `senders-${day}.csv`,
                  "text/csv;charset=utf-8",
                  writeCsv(
                    devicesTable(
                      shown.map(({ sender }) => sender),
                      now,
                    ),
                  ),
                )
              }
            >
              <Download aria-hidden className="size-3.5" />
              CSV
            </Button>
          </>
        }
      />
      {error !== null && <ReadTrouble what="The senders" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the senders" />}
      {data?.senders.length === 0 && (
        <EmptyState icon={Antenna} title="Nothing was heard yet" level={2}>
          <p>
            Whatever sends its first scan or says that it is online stands here from then on, with what it
            last said.
          </p>
        </EmptyState>
      )}
      {data !== undefined && data.senders.length > 0 && shown.length === 0 && (
        <EmptyState icon={SearchX} title="No sender matches" level={2}>
          <p>No sender’s name contains “{search.sender}”.</p>
        </EmptyState>
      )}
      {shown.length > 0 && <SendersPanel senders={shown} rates={rates} now={now} day={day} />}
      <ReaderMailPanel />
      <KeysPanel
        timeZone={timeZone}
        adding={search.add === "true"}
        onAdding={(adding) =>
          void navigate({
            search: (before) => ({ ...before, add: adding ? "true" : undefined }),
            replace: true,
          })
        }
      />
      <DescriptionsPanel timeZone={timeZone} />
    </>
  );
}

/** "1 offline, 12 heard": the states that there are. */
function writeStates(senders: readonly SenderView[], now: number): string {
  const states = senders.map((sender) => senderState(sender, now));
  return senderStates
    .map(
      (state) =>
        [states.filter((one) => one === state).length, senderLooks[state].word.toLowerCase()] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

function SearchByName({ asked }: { asked: string }) {
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(asked);
  const settled = useSettled(typed.trim(), searchDelayMs);
  const told = useRef(asked);
  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    void navigate({
      search: (before) => ({ ...before, sender: settled === "" ? undefined : settled }),
      replace: true,
    });
  }, [settled, navigate]);
  // The address may change without this field: by a link, or by going back.
  useEffect(() => {
    if (asked === told.current) return;
    told.current = asked;
    setTyped(asked);
  }, [asked]);
  return <SearchField label="Find senders by name" placeholder="Sender" value={typed} onChange={setTyped} />;
}

interface SendersPanelProps {
  readonly senders: readonly { readonly sender: SenderView; readonly watch: Watch }[];
  /** Scans in each of the last hours, by sender. */
  readonly rates: ReadonlyMap<string, readonly number[]>;
  readonly now: number;
  readonly day: string;
}

function SendersPanel({ senders, rates, now, day }: SendersPanelProps) {
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const list = useRef<HTMLTableSectionElement>(null);
  useRowKeys({
    list,
    count: senders.length,
    scrollTo: (index) =>
      list.current?.querySelector(`[data-row="${index}"]`)?.scrollIntoView({ block: "nearest" }),
  });
  return (
    <Panel title="Who sends scans" note="what costs somebody a mark first" className="desk:flex-1">
      <table className="block w-full sm:table">
        <caption className="sr-only">Senders with what was last heard of each</caption>
        <thead className="sr-only z-10 border-b border-line bg-sunken sm:not-sr-only sm:sticky sm:top-0 sm:table-header-group print:static">
          <tr>
            <ColumnHeader>Device</ColumnHeader>
            <ColumnHeader className="hidden sm:table-cell">Watches</ColumnHeader>
            <ColumnHeader>State</ColumnHeader>
            <ColumnHeader className="whitespace-nowrap">Last heard</ColumnHeader>
            <ColumnHeader className="hidden lg:table-cell">Heartbeat</ColumnHeader>
            <ColumnHeader align="right">Scans</ColumnHeader>
            <ColumnHeader className="hidden whitespace-nowrap xl:table-cell">Last 24 hours</ColumnHeader>
            <ColumnHeader align="right" className="hidden lg:table-cell">
              Outbox
            </ColumnHeader>
            <ColumnHeader className="hidden lg:table-cell">Clock</ColumnHeader>
            <ColumnHeader align="right" className="hidden sm:table-cell">
              Missing
            </ColumnHeader>
          </tr>
        </thead>
        <tbody ref={list} className="block sm:table-row-group">
          {senders.map(({ sender, watch }, row) => (
            <SenderRow
              key={sender.name}
              sender={sender}
              watch={watch}
              rate={rates.get(sender.name) ?? null}
              row={row}
              now={now}
              day={day}
              timeZone={timeZone}
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
