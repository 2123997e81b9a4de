import { Link } from "@tanstack/react-router";
import { ChevronRight, CircleCheck } from "lucide-react";
import type { TodayView } from "../../../src/contract/http/today.ts";
import { writeDay } from "../../time/write-day.ts";
import { Panel } from "../../ui/panel.tsx";
import { waitsForSignature } from "../registers/where-it-stands.ts";
import { whereAndWhen } from "./describe-card.ts";
import { nameOfCard } from "./name-of-card.ts";
import type { LiveCard } from "./use-today.ts";

interface ToSignPanelProps {
  readonly cards: readonly LiveCard[];
  readonly unsigned: TodayView["unsigned"];
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly className?: string;
}

const row = "flex items-center gap-3 px-4 py-2 hover:bg-sunken focus-visible:-outline-offset-2";

/** Registers of sessions that are over and that nobody signed, today's by name. */
export function ToSignPanel({ cards, unsigned, timeZone, now, className = "" }: ToSignPanelProps) {
  const waiting = cards.filter((card) => waitsForSignature(card, now));
  const all = waiting.length + unsigned.registers;
  return (
    <Panel title="To sign" note={all === 0 ? undefined : all} className={className}>
      {all === 0 ? (
        <p className="flex items-center gap-2 px-4 py-4 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          No register waits for a signature.
        </p>
      ) : (
        <ul>
          {waiting.map((card) => (
            <li key={card.id} className="border-b border-line last:border-b-0">
              <Link to="/registers/$session" params={{ session: card.id }} className={row}>
                <span className="min-w-0 flex-1">
                  <span className="block text-sm font-medium break-words">{nameOfCard(card)}</span>
                  <span className="block text-xs text-muted">
                    {whereAndWhen(card, timeZone)} · {card.stand.here} of {card.stand.expected} here
                    {card.toLookAt > 0 && ` · ${card.toLookAt} to look at`}
                  </span>
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
              </Link>
            </li>
          ))}
          {unsigned.firstDay !== null && (
            <li>
              <Link to="/registers" search={{ day: unsigned.firstDay }} className={row}>
                <span className="min-w-0 flex-1">
                  <span className="block text-sm font-medium">
                    {unsigned.registers === 1 ? "1 register" : `${unsigned.registers} registers`} of earlier
                    days
                  </span>
                  <span className="block text-xs text-muted">The first on {writeDay(unsigned.firstDay)}</span>
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
              </Link>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}
