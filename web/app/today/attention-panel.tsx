import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AlarmClock, AlarmClockOff, ChevronRight, CircleCheck } from "lucide-react";
import { useState } from "react";
import { type AttentionGroup, monitorView } from "../../../src/contract/http/monitor.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { toneGround, toneInk } from "../../ui/looks.ts";
import { Menu } from "../../ui/menu.tsx";
import { Panel } from "../../ui/panel.tsx";
import { post } from "../api/call-api.ts";
import { addDays } from "../decisions/add-days.ts";
import { instantOfLocal } from "../registers/instant-of-local.ts";
import { describeAttention } from "./describe-attention.ts";
import { describeGroup } from "./describe-group.ts";
import { SettleDialog } from "./settle-dialog.tsx";
import { type DialogSettling, type Settling, settlingsOf } from "./settlings-of.ts";

interface AttentionPanelProps {
  readonly groups: readonly AttentionGroup[];
  readonly day: string;
  readonly timeZone: string;
  /** The server's clock in epoch milliseconds. */
  readonly now: number;
  readonly className?: string;
}

/** What a person should look at, by its cause, as the monitor found it on its last round: to settle, or to put away. */
export function AttentionPanel({ groups, day, timeZone, now, className = "" }: AttentionPanelProps) {
  const awake = groups.filter(({ snoozed }) => snoozed === null);
  const snooze = useMutation({
    mutationFn: (asked: { readonly key: string; readonly until: string | null }) =>
      post(monitorView, "attention/snooze", asked),
  });
  const [settling, setSettling] = useState<DialogSettling | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const settle = (asked: Settling): void => {
    if (asked.kind !== "seen") setSettling(asked);
    else snooze.mutate({ key: asked.key, until: instantOfLocal(`${addDays(day, 1)}T00:00`, timeZone) });
  };
  return (
    <Panel title="Needs a look" note={awake.length === 0 ? undefined : awake.length} className={className}>
      {snooze.error !== null && (
        <p role="alert" className="px-4 py-2 text-sm text-denied">
          {snooze.error.message}
        </p>
      )}
      {said !== null && (
        <p role="status" className="border-b border-line px-4 py-2 text-sm">
          {said}
        </p>
      )}
      {settling !== null && (
        <SettleDialog
          settling={settling}
          now={now}
          onDone={(done) => {
            setSaid(done);
            setSettling(null);
          }}
          onClose={() => setSettling(null)}
        />
      )}
      {groups.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          Nothing. Silent readers, repeated denials, marks to review and quarantine would be here.
        </p>
      ) : (
        <ul>
          {groups.map((group) => (
            <Row
              key={group.key}
              group={group}
              day={day}
              timeZone={timeZone}
              now={now}
              onSnooze={(until) => snooze.mutate({ key: group.key, until })}
              onSettle={settle}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface RowProps extends Omit<AttentionPanelProps, "groups" | "className"> {
  readonly group: AttentionGroup;
  readonly onSnooze: (until: string | null) => void;
  readonly onSettle: (settling: Settling) => void;
}

const hourMs = 3_600_000;

function Row({ group, day, timeZone, now, onSnooze, onSettle }: RowProps) {
  const described = describeGroup(group, day);
  if (described === null) return null;
  const { icon: Icon, tone, title, detail, link } = described;
  const { time, minute } = clockfaceOf(timeZone);
  const { snoozed } = group;
  const [only, ...others] = group.items;
  const settlings = only === undefined || others.length > 0 ? [] : settlingsOf(only);
  const inMs = (ms: number) => () => onSnooze(new Date(now + ms).toISOString());
  return (
    <li className={`border-b border-line last:border-b-0 ${snoozed === null ? "" : "bg-sunken"}`}>
      <div className="flex items-start gap-1 pr-2">
        <Link
          {...link}
          className="flex min-w-0 flex-1 items-start gap-3 px-4 py-2 hover:bg-sunken focus-visible:-outline-offset-2"
        >
          <span
            className={`mt-0.5 grid size-7 shrink-0 place-items-center rounded-control ${toneGround[tone]} ${toneInk[tone]}`}
          >
            <Icon aria-hidden className="size-4" />
          </span>
          <span className="min-w-0 flex-1">
            <span className="block text-sm font-medium break-words">{title}</span>
            <span className="block text-xs break-words text-muted">
              {detail}
              {group.lastAt !== null && <> · last {time(group.lastAt, day)}</>}
            </span>
            {snoozed !== null && (
              <span className="block text-xs text-muted">
                Put away until {minute(snoozed.until)} by {snoozed.by}
              </span>
            )}
          </span>
          <ChevronRight aria-hidden className="mt-1.5 size-4 shrink-0 text-muted" />
        </Link>
        <span className="py-2 print:hidden">
          <Menu
            label={settlings.length > 0 ? "Settle" : snoozed === null ? "Later" : "Put away"}
            items={[
              ...settlings.map(({ word, icon, settling }) => ({
                word,
                icon,
                onSelect: () => onSettle(settling),
              })),
              { word: "Put away for an hour", icon: AlarmClock, onSelect: inMs(hourMs) },
              { word: "Put away for four hours", icon: AlarmClock, onSelect: inMs(4 * hourMs) },
              { word: "Put away for a day", icon: AlarmClock, onSelect: inMs(24 * hourMs) },
              ...(snoozed === null
                ? []
                : [{ word: "Take up again", icon: AlarmClockOff, onSelect: () => onSnooze(null) }]),
            ]}
          />
        </span>
      </div>
      {group.items.length > 1 && (
        <details className="px-4 pb-2 pl-14 text-sm">
          <summary className="cursor-pointer py-1 text-xs text-muted">Each of them</summary>
          <ul className="mt-1">
            {group.items.map((item) => {
              const each = describeAttention(item, day);
              return (
                <li key={each.key} className="flex flex-wrap items-baseline justify-between gap-x-3">
                  <Link
                    {...each.link}
                    className="block min-w-0 flex-1 basis-40 py-0.5 break-words hover:underline"
                  >
                    {each.title} <span className="text-xs text-muted">{each.detail}</span>
                  </Link>
                  <span className="flex flex-wrap gap-x-3 text-xs print:hidden">
                    {settlingsOf(item).map(({ word, settling }) => (
                      <button
                        key={word}
                        type="button"
                        onClick={() => onSettle(settling)}
                        className="py-1 underline underline-offset-2"
                      >
                        {word}
                        <span className="sr-only">
                          {" "}
                          {each.title}, {each.detail}
                        </span>
                      </button>
                    ))}
                  </span>
                </li>
              );
            })}
          </ul>
        </details>
      )}
    </li>
  );
}
