import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ArchiveX, CircleCheck, RotateCcw, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { remove } from "../api/call-api.ts";
import { DeviceName } from "../devices/device-name.tsx";
import { isSameStep } from "../is-same-step.ts";
import { MessageParts } from "../messages/message-parts.tsx";
import { DeedLine } from "../school/deed-line.tsx";
import { useDeeds } from "../school/use-deeds.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useSimulateLine } from "../shell/use-simulate-line.ts";
import { ClockDialog } from "./clock-dialog.tsx";
import { ClocksPanel } from "./clocks-panel.tsx";
import { DismissDialog, type Dismissing } from "./dismiss-dialog.tsx";
import { explainRefusal } from "./explain-refusal.ts";
import { type CodeGroup, countOpen, groupByCode } from "./group-by-code.ts";
import { GroupsPanel } from "./groups-panel.tsx";
import { MessagesPanel } from "./messages-panel.tsx";
import { type QuarantineSearch, quarantineSearch } from "./quarantine-search.ts";
import { type Replay, ReplayDialog, writeOpenOf } from "./replay-dialog.tsx";
import { spoiltScans } from "./spoilt-scans.ts";
import { UnreadPanel } from "./unread-panel.tsx";
import type { ClockAsked } from "./use-clock-corrections.ts";
import { keyOfFilter, quarantineKey, useQuarantineGroups } from "./use-quarantine.ts";

const route = getRouteApi("/messages/quarantine");
const searchDelayMs = 250;
const number = new Intl.NumberFormat("en-GB");

/** What could not be taken: why, whose, byte by byte, and the way to read it again once the cause is mended. */
export function QuarantinePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: QuarantineSearch) =>
    void navigate({ search: next, replace: isSameStep(search, next) });
  const { data, error, refetch } = useQuarantineGroups();
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const [replay, setReplay] = useState<Replay | null>(null);
  const spoilt = useSimulateLine(spoiltScans);
  const [clock, setClock] = useState<ClockAsked | null>(null);
  const [dismissing, setDismissing] = useState<Dismissing | null>(null);
  const client = useQueryClient();
  const deeds = useDeeds();
  const did = async (said: string, undo?: () => Promise<unknown>) => {
    const again = () => client.invalidateQueries({ queryKey: [quarantineKey] });
    await deeds.did(said, undo && (() => undo().then(again)));
    await again();
  };
  const groups = data === undefined ? [] : groupByCode(data);
  const open = countOpen(groups, {});
  const narrowed = Object.values(search).some((value) => value !== undefined);
  const replayMany = (filter: QuarantineSearch) =>
    setReplay({ kind: "many", filter, open: countOpen(groups, filter) });
  const dismissMany = ({ code, sender }: QuarantineSearch) =>
    setDismissing({
      which: { code, sender },
      count: countOpen(groups, { code, sender }),
      what: writeOpenOf({ code, sender }),
    });
  const dismissThese = (messages: readonly QuarantineView[]) =>
    setDismissing({
      which: { ids: messages.map(({ id }) => id) },
      count: messages.length,
      what:
        messages.length === 1
          ? `Refused because: ${messages[0]?.detail ?? ""}`
          : `Those found with “${search.q ?? ""}” that wait for a person.`,
    });
  const takeBack = async (message: QuarantineView) => {
    await remove(`quarantine/${message.id}/dismissal`);
    await did("1 message waits for a person again.");
  };
  const shownOpen = countOpen(groups, search);
  return (
    <>
      <PageHeading
        title="Quarantine"
        note={data && <span role="status">{writeOpen(open)}</span>}
        tools={
          <>
            <Filters groups={groups} search={search} onChange={change} />
            {narrowed && (
              <Button kind="quiet" onClick={() => change({})}>
                <X aria-hidden className="size-3.5" />
                All
              </Button>
            )}
            {search.sender !== undefined && search.q === undefined && shownOpen > 0 && (
              <>
                <Button onClick={() => replayMany(search)}>
                  <RotateCcw aria-hidden className="size-3.5" />
                  Replay {number.format(shownOpen)} of <DeviceName name={search.sender} />
                </Button>
                <Button kind="quiet" onClick={() => dismissMany(search)}>
                  <ArchiveX aria-hidden className="size-3.5" />
                  Dismiss {number.format(shownOpen)}
                </Button>
              </>
            )}
          </>
        }
      />
      <MessageParts />
      <DeedLine deeds={deeds} />
      <UnreadPanel day={day} timeZone={timeZone} />
      {error !== null && <ReadTrouble what="The quarantine" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the quarantine" />}
      {data !== undefined && groups.length === 0 && !narrowed && (
        <EmptyState icon={CircleCheck} title="Nothing is in quarantine" level={2}>
          <p>
            Messages that cannot be read as scans are kept here with the reason, byte by byte. Once the cause
            is mended they can be read again. To see one:
          </p>
          <code className="rounded-control border border-line bg-sunken px-3 py-2 font-mono text-xs text-ink">
            {spoilt}
          </code>
        </EmptyState>
      )}
      <ClocksPanel day={day} timeZone={timeZone} onDone={(said) => void did(said)} />
      {data !== undefined && (groups.length > 0 || narrowed) && (
        <div className="grid min-h-0 flex-1 gap-4 desk:min-h-[24rem] desk:grid-cols-[minmax(22rem,2fr)_minmax(0,3fr)] desk:grid-rows-[minmax(0,1fr)] print:flex print:flex-col">
          <GroupsPanel
            groups={groups}
            search={search}
            day={day}
            timeZone={timeZone}
            onReplay={replayMany}
            onClock={setClock}
            onDismiss={dismissMany}
          />
          <MessagesPanel
            // Another filter begins at its first message.
            key={keyOfFilter(search)}
            search={search}
            onReplay={({ id, detail }) => setReplay({ kind: "one", id, detail })}
            onClock={setClock}
            onDismiss={dismissThese}
            onTakeBack={(message) => void takeBack(message)}
          />
        </div>
      )}
      {clock !== null && (
        <ClockDialog
          asked={clock}
          onClose={() => setClock(null)}
          onDone={(said) => {
            setClock(null);
            void did(said);
          }}
        />
      )}
      {replay !== null && (
        <ReplayDialog
          replay={replay}
          onClose={() => setReplay(null)}
          onDone={(said) => {
            setReplay(null);
            void did(said);
          }}
        />
      )}
      {dismissing !== null && (
        <DismissDialog
          dismissing={dismissing}
          onClose={() => setDismissing(null)}
          onDone={(dismissal, dismissed) => {
            setDismissing(null);
            void did(
              writeDismissed(dismissed),
              dismissal === null ? undefined : () => remove(`quarantine/dismissals/${dismissal}`),
            );
          }}
        />
      )}
    </>
  );
}

const writeOpen = (open: number): string =>
  open === 0 ? "nothing open" : `${number.format(open)} ${open === 1 ? "message" : "messages"} open`;

const writeDismissed = (dismissed: number): string =>
  dismissed === 1 ? "1 message is dismissed." : `${number.format(dismissed)} messages are dismissed.`;

interface FiltersProps {
  readonly groups: readonly CodeGroup[];
  readonly search: QuarantineSearch;
  readonly onChange: (search: QuarantineSearch) => void;
}

/** Chooses among reasons and senders that there are; a chosen one that is gone stays in the list. */
function Filters({ groups, search, onChange }: FiltersProps) {
  const codes = new Set([...groups.map(({ code }) => code), ...(search.code ? [search.code] : [])]);
  const senders = new Set([
    ...groups.flatMap((group) => group.senders.flatMap(({ sender }) => sender ?? [])),
    ...(search.sender ? [search.sender] : []),
  ]);
  return (
    <>
      <Select
        label="Reason"
        value={search.code ?? ""}
        choices={[
          { value: "", word: "Every reason" },
          ...[...codes].map((code) => ({ value: code, word: explainRefusal(code).title })),
        ]}
        onChange={(code) => onChange({ ...search, code: code === "" ? undefined : code })}
      />
      <Select
        label="Sender"
        value={search.sender ?? ""}
        choices={[
          { value: "", word: "Every sender" },
          ...[...senders].sort().map((sender) => ({ value: sender, word: sender })),
        ]}
        onChange={(sender) => onChange({ ...search, sender: sender === "" ? undefined : sender })}
      />
      <Select
        label="State"
        value={search.state ?? ""}
        choices={[
          { value: "", word: "Waiting" },
          { value: "dismissed", word: "Dismissed" },
          { value: "replayed", word: "Replayed" },
          { value: "all", word: "Whatever became of it" },
        ]}
        onChange={(state) =>
          onChange({ ...search, state: state === "" ? undefined : quarantineSearch.parse({ state }).state })
        }
      />
      <SearchText asked={search.q ?? ""} onChange={(q) => onChange({ ...search, q })} />
    </>
  );
}

function SearchText({ asked, onChange }: { asked: string; onChange: (text: string | undefined) => void }) {
  const [typed, setTyped] = useState(asked);
  const settled = useSettled(typed.trim(), searchDelayMs);
  const told = useRef(asked);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    if (settled === told.current) return;
    told.current = settled;
    change.current(settled === "" ? undefined : settled);
  }, [settled]);
  // The address may change without this field: by a link, or by going back.
  useEffect(() => {
    if (asked === told.current) return;
    told.current = asked;
    setTyped(asked);
  }, [asked]);
  return (
    <SearchField
      label="Find messages by what is in them"
      placeholder="Message, topic, reason"
      value={typed}
      onChange={setTyped}
    />
  );
}
