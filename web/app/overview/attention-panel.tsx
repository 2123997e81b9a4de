import { Link } from "@tanstack/react-router";
import { ChevronRight, CircleCheck } from "lucide-react";
import type { AttentionItem } from "../../../src/contract/http/monitor.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { toneGround, toneInk } from "../../ui/looks.ts";
import { Panel } from "../../ui/panel.tsx";
import { type Attention, describeAttention, inOrderOfAttention } from "./describe-attention.ts";

interface AttentionPanelProps {
  readonly items: readonly AttentionItem[];
  readonly day: string;
  readonly timeZone: string;
  readonly className?: string;
}

/** More than anybody works through; the rest moves up as these are seen to. */
const mostShown = 50;

/** What a person should look at, as the monitor found it on its last round. Each leads to where one acts. */
export function AttentionPanel({ items, day, timeZone, className = "" }: AttentionPanelProps) {
  const rest = items.length - mostShown;
  return (
    <Panel title="Needs a look" note={items.length === 0 ? undefined : items.length} className={className}>
      {items.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          Nothing. Repeated denials, scans that identified nobody, quarantine and silent senders would be
          here.
        </p>
      ) : (
        <ul>
          {inOrderOfAttention(items)
            .slice(0, mostShown)
            .map((item) => {
              const attention = describeAttention(item, day);
              return <Row key={attention.key} attention={attention} day={day} timeZone={timeZone} />;
            })}
        </ul>
      )}
      {rest > 0 && <p className="px-4 py-2 text-sm text-muted">and {rest} more</p>}
    </Panel>
  );
}

interface RowProps {
  readonly attention: Attention;
  readonly day: string;
  readonly timeZone: string;
}

function Row({ attention, day, timeZone }: RowProps) {
  const { icon: Icon, tone, title, detail, at, action, link } = attention;
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        {...link}
        className="flex items-center gap-3 px-4 py-2 hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span
          className={`grid size-7 shrink-0 place-items-center rounded-control ${toneGround[tone]} ${toneInk[tone]}`}
        >
          <Icon aria-hidden className="size-4" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block text-sm font-medium break-words">{title}</span>
          <span className="block text-xs break-words text-muted">
            {detail}
            {at !== null && <> · last {clockfaceOf(timeZone).time(at, day)}</>}
          </span>
        </span>
        <span className="hidden text-xs text-muted sm:inline desk:hidden xl:inline">{action}</span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
      </Link>
    </li>
  );
}
