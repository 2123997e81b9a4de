import { Link } from "@tanstack/react-router";
import { EyeOff } from "lucide-react";
import { useDeviceName } from "../devices/use-device-name.ts";
import { isOnNow } from "../registers/is-on-now.ts";
import { waitsForSignature } from "../registers/where-it-stands.ts";
import { ArrivalsShape } from "./arrivals-shape.tsx";
import { describeCard, whereAndWhen } from "./describe-card.ts";
import { nameOfCard } from "./name-of-card.ts";
import type { LiveCard } from "./use-today.ts";

interface SessionListProps {
  readonly cards: readonly LiveCard[];
  readonly now: number;
  readonly timeZone: string;
}

/** The day on a phone: what is on, what comes next, what was, each a card with its arrivals. */
export function SessionList({ cards, now, timeZone }: SessionListProps) {
  const readerName = useDeviceName();
  const toSign = cards.filter((card) => waitsForSignature(card, now));
  const others = cards.filter((card) => !toSign.includes(card));
  const groups = [
    ["On now", others.filter((card) => isOnNow(card, now))],
    ["Still to come", others.filter((card) => isToCome(card, now))],
    ["To sign", toSign],
    ["Over", others.filter((card) => !isOnNow(card, now) && !isToCome(card, now))],
  ] as const;
  return (
    <div className="flex flex-col">
      {groups
        .filter(([, those]) => those.length > 0)
        .map(([title, those]) => (
          <section key={title} aria-label={`Sessions: ${title.toLowerCase()}`}>
            <h3 className="border-b border-line bg-sunken px-4 py-1.5 text-xs font-medium text-muted">
              {title} <span className="tabular-nums">{those.length}</span>
            </h3>
            <ul>
              {those.map((card) => (
                <li key={card.id} className="border-b border-line last:border-b-0">
                  <Link
                    to="/registers/$session"
                    params={{ session: card.id }}
                    aria-label={describeCard(card, timeZone, readerName)}
                    className="flex items-center gap-3 px-4 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2"
                  >
                    <span className="min-w-0 flex-1">
                      <span className="flex items-center gap-1.5 text-sm font-medium">
                        {card.silent.length > 0 && (
                          <EyeOff aria-hidden className="size-3.5 shrink-0 text-late" strokeWidth={2.25} />
                        )}
                        <span className="min-w-0 break-words">{nameOfCard(card)}</span>
                      </span>
                      <span className="block text-xs text-muted">{whereAndWhen(card, timeZone)}</span>
                    </span>
                    <span className="h-8 w-16 shrink-0 border-b border-line">
                      <ArrivalsShape card={card} now={now} />
                    </span>
                    <span className="w-14 shrink-0 text-right text-sm tabular-nums">
                      {card.state === "scheduled"
                        ? card.stand.expected
                        : `${card.stand.here}/${card.stand.expected}`}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

/** Not begun; its doors may be open already. */
const isToCome = ({ state, start }: LiveCard, now: number): boolean =>
  state !== "cancelled" && Date.parse(start) > now;
