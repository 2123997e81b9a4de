import { Link } from "@tanstack/react-router";
import { Archive, ArchiveX, Clock, RotateCcw } from "lucide-react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { DeviceName } from "../devices/device-name.tsx";
import { explainRefusal } from "./explain-refusal.ts";
import type { CodeGroup } from "./group-by-code.ts";
import type { QuarantineSearch } from "./quarantine-search.ts";
import { type ClockAsked, isClockCode } from "./use-clock-corrections.ts";

interface GroupsPanelProps {
  readonly groups: readonly CodeGroup[];
  readonly search: QuarantineSearch;
  readonly day: string;
  readonly timeZone: string;
  readonly onReplay: (filter: QuarantineSearch) => void;
  readonly onClock: (asked: ClockAsked) => void;
  readonly onDismiss: (filter: QuarantineSearch) => void;
  readonly className?: string;
}

const number = new Intl.NumberFormat("en-GB");

/** Why messages were refused, what to do about it, and whose they were. */
export function GroupsPanel({
  groups,
  search,
  day,
  timeZone,
  onReplay,
  onClock,
  onDismiss,
  className = "",
}: GroupsPanelProps) {
  return (
    <Panel title="Reasons" note="of the last 35 days, and whatever waits" className={className}>
      <ul>
        {groups.map((group) => (
          <Reason
            key={group.code}
            group={group}
            search={search}
            day={day}
            timeZone={timeZone}
            onReplay={onReplay}
            onClock={onClock}
            onDismiss={onDismiss}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface ReasonProps extends Omit<GroupsPanelProps, "groups" | "className"> {
  readonly group: CodeGroup;
}

function Reason({ group, search, day, timeZone, onReplay, onClock, onDismiss }: ReasonProps) {
  const { code } = group;
  const { title, meaning, remedy } = explainRefusal(code);
  const chosen = search.code === group.code;
  const face = clockfaceOf(timeZone);
  return (
    <li className={`border-b border-line px-4 py-3 last:border-b-0 ${chosen ? "bg-held-soft" : ""}`}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="min-w-0 text-base font-semibold">
          <Link
            to="/messages/quarantine"
            search={{
              ...(chosen && search.sender === undefined ? {} : { code: group.code }),
              state: search.state,
              q: search.q,
            }}
            aria-current={chosen ? "true" : undefined}
            className="inline-flex items-center gap-1.5 hover:underline"
          >
            <Archive aria-hidden className="size-4 shrink-0 text-held" />
            {title}
          </Link>
        </h3>
        <span className="text-xs text-muted">{writeCounts(group)}</span>
      </div>
      <p className="mt-1 text-sm text-muted">{meaning}</p>
      <p className="mt-1 text-sm">{remedy}</p>
      <ul className="mt-2 flex flex-col">
        {group.senders.map(({ sender, lastAt, ...counts }) => (
          <li key={sender ?? ""} className="flex flex-wrap items-center justify-between gap-x-4 text-xs">
            {sender === null ? (
              <span className="py-1.5">No sender</span>
            ) : (
              <Link
                to="/messages/quarantine"
                search={{ code: group.code, sender, state: search.state, q: search.q }}
                aria-current={chosen && search.sender === sender ? "true" : undefined}
                className="py-1.5 font-medium break-words hover:underline aria-[current]:underline"
              >
                <DeviceName name={sender} />
              </Link>
            )}
            <span className="text-muted">
              {writeCounts(counts)} · last <time dateTime={lastAt}>{face.time(lastAt, day)}</time>
            </span>
            {sender !== null && counts.open > 0 && isClockCode(code) && (
              <span className="basis-full py-1">
                <Button onClick={() => onClock({ sender, code })}>
                  <Clock aria-hidden className="size-3.5" />
                  Put its clock right
                  <span className="sr-only">
                    for <DeviceName name={sender} />
                  </span>
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {group.open > 0 && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button onClick={() => onReplay({ code: group.code })}>
            <RotateCcw aria-hidden className="size-3.5" />
            Replay {number.format(group.open)}
            <span className="sr-only">of the reason {title}</span>
          </Button>
          <Button kind="quiet" onClick={() => onDismiss({ code: group.code })}>
            <ArchiveX aria-hidden className="size-3.5" />
            Dismiss {number.format(group.open)}
            <span className="sr-only">of the reason {title}</span>
          </Button>
        </div>
      )}
    </li>
  );
}

function writeCounts({
  messages,
  open,
  dismissed,
}: Pick<CodeGroup, "messages" | "open" | "dismissed">): string {
  const parts = [`${number.format(messages)} ${messages === 1 ? "message" : "messages"}`];
  if (open !== messages) parts.push(`${number.format(open)} open`);
  if (dismissed > 0) parts.push(`${number.format(dismissed)} dismissed`);
  return parts.join(", ");
}
