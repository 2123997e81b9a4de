import { ArchiveX, CircleCheck } from "lucide-react";
import { useRef, useState } from "react";
import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { MessageRow } from "./message-row.tsx";
import type { QuarantineSearch } from "./quarantine-search.ts";
import type { ClockAsked } from "./use-clock-corrections.ts";
import { useMessages } from "./use-quarantine.ts";
import { isSettled } from "./write-replay-outcome.ts";

interface MessagesPanelProps {
  readonly search: QuarantineSearch;
  readonly onReplay: (message: QuarantineView) => void;
  readonly onClock: (asked: ClockAsked) => void;
  /** Puts these aside. */
  readonly onDismiss: (messages: readonly QuarantineView[]) => void;
  readonly onTakeBack: (message: QuarantineView) => void;
  readonly className?: string;
}

const atOnce = 50;

/** The messages of the filter, newest first; each opens to show all of it. */
export function MessagesPanel({
  search,
  onReplay,
  onClock,
  onDismiss,
  onTakeBack,
  className = "",
}: MessagesPanelProps) {
  const [wanted, setWanted] = useState(atOnce);
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, refetch, isFetching } = useMessages(search, wanted);
  const day = useLiveValue(({ state }) => state?.system.day ?? "");
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const list = useRef<HTMLOListElement>(null);
  const { rowProps } = useRowKeys({
    list,
    count: data?.messages.length ?? 0,
    scrollTo: (index) =>
      list.current?.querySelector(`[data-row="${index}"]`)?.scrollIntoView({ block: "nearest" }),
  });
  const waiting = (data?.messages ?? []).filter(
    (message) => message.dismissed === null && !isSettled(message),
  );
  return (
    <Panel
      title="Messages"
      note={writeFilter(search)}
      tools={
        search.q !== undefined &&
        waiting.length > 0 && (
          <Button kind="quiet" onClick={() => onDismiss(waiting)}>
            <ArchiveX aria-hidden className="size-3.5" />
            Dismiss the {waiting.length} found
          </Button>
        )
      }
      className={className}
    >
      {error !== null && <ReadTrouble what="The messages" error={error} onAgain={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the messages" />}
      {data?.messages.length === 0 && (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          {writeNone(search)}
        </p>
      )}
      <ol ref={list}>
        {data?.messages.map((message, index) => (
          <li key={message.id} {...rowProps(index)} className="border-b border-line last:border-b-0">
            <MessageRow
              message={message}
              day={day}
              timeZone={timeZone}
              open={open === message.id}
              onToggle={() => setOpen(open === message.id ? null : message.id)}
              onReplay={() => onReplay(message)}
              onClock={onClock}
              onDismiss={() => onDismiss([message])}
              onTakeBack={() => onTakeBack(message)}
            />
          </li>
        ))}
      </ol>
      {data?.more && (
        <div className="flex justify-center px-4 py-3">
          <Button disabled={isFetching} onClick={() => setWanted(wanted + atOnce)}>
            Show older ones
          </Button>
        </div>
      )}
    </Panel>
  );
}

function writeFilter({ code, sender, state, q }: QuarantineSearch): string {
  const parts = [
    code === undefined ? null : explainRefusal(code).title,
    sender ?? null,
    state ?? null,
    q === undefined ? null : `with “${q}”, of the last 35 days`,
  ];
  return parts.filter((part) => part !== null).join(", ") || "waiting, newest first";
}

function writeNone({ code, sender, state, q }: QuarantineSearch): string {
  const narrowed = code !== undefined || sender !== undefined || q !== undefined;
  const of = narrowed ? " with these filters" : "";
  switch (state) {
    case undefined:
      return `Nothing waits for you${of}. What was replayed or dismissed is still here.`;
    case "replayed":
      return `Nothing was replayed${of}.`;
    case "dismissed":
      return `Nothing is dismissed${of}.`;
    case "all":
      return `No message${of}.`;
  }
}
