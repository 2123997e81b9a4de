import { CircleHelp, UsersRound } from "lucide-react";
import type { RateView } from "../../../src/contract/http/rate.ts";
import { nobodySeenText } from "../../../src/domain/attendance/nobody-seen-yet.ts";
import { addStands, nobodyExpected, type Stand } from "../../../src/domain/attendance/stand-of-session.ts";
import { Figure } from "../../ui/figure.tsx";
import { type Look, markLooks } from "../../ui/looks.ts";
import { Rate } from "../../ui/rate.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { cardsCounted } from "./cards-counted.ts";
import { isDayUnsaid } from "./is-day-unsaid.ts";
import type { LiveCard } from "./use-today.ts";

const expectedLook: Look = { word: "Expected", icon: UsersRound, tone: "quiet" };
const hereLook: Look = { ...markLooks.present, word: "Here" };
const unknownLook: Look = { word: "Cannot be known", icon: CircleHelp, tone: "unknown" };
const number = new Intl.NumberFormat("en-GB");

interface NowFiguresProps {
  readonly cards: readonly LiveCard[];
  /** The server's clock, epoch milliseconds. */
  readonly now: number;
  /** Local, ISO. */
  readonly day: string;
  readonly rate: RateView;
  /** Whether anybody was ever seen in the school. */
  readonly anybodySeen: boolean;
}

/** Who is expected now, who of them is here, came late, was not seen, and of whom nobody can say; and today's rate. */
export function NowFigures({ cards, now, day, rate, anybodySeen }: NowFiguresProps) {
  const held = cards.filter(({ state }) => state !== "cancelled");
  const counted = cardsCounted(held, now);
  const stand = counted.cards.reduce((sum, card) => addStands(sum, card.stand), nobodyExpected);
  const unheard = isDayUnsaid({ day, rate, anybodySeen, cards });
  if (held.length === 0) return null;
  return (
    <section
      aria-label="Now"
      className="flex shrink-0 flex-wrap gap-x-10 gap-y-4 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <div className="flex min-w-0 flex-1 basis-96 flex-col gap-2">
        <p className="text-xs text-muted">{whatIsCounted(counted)}</p>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-5">
          <Figure look={expectedLook} value={stand.expected} />
          <Figure look={hereLook} value={stand.here} />
          <Figure look={markLooks.late} value={stand.late} />
          <Figure look={markLooks.not_seen} value={stand.missing} />
          <Figure look={unknownLook} value={stand.cannotBeKnown} />
        </dl>
        <ShareBar shares={sharesOf(stand)} whole={stand.expected} thick />
        <Rest stand={stand} />
      </div>
      <div className="flex w-44 flex-col gap-1">
        <p className="text-xs text-muted">Attendance today</p>
        {unheard ? (
          <p className="text-sm text-muted">{nobodySeenText}</p>
        ) : (
          <Rate rate={{ percent: rate.percent, band: rate.band }} />
        )}
        {rate.percent !== null && !unheard && (
          <p className="text-xs text-muted">
            {writeNumber(rate.earned)} of {writeNumber(rate.possible)} by credit
          </p>
        )}
      </div>
    </section>
  );
}

function whatIsCounted({ cards, onNow }: ReturnType<typeof cardsCounted>): string {
  const word = onNow ? "now" : "of today, none of them on now";
  return `In ${cards.length === 1 ? "1 session" : `${number.format(cards.length)} sessions`} ${word}`;
}

/** The rest of those expected, so that the figures add up before the reader's eyes. */
function Rest({ stand }: { readonly stand: Stand }) {
  const rest = [
    [stand.toCome, "need not be there yet"],
    [stand.away, "away with leave"],
    [stand.toReview, "to review"],
    [stand.notCounted, "not counted"],
  ] as const;
  const words = rest.filter(([n]) => n > 0).map(([n, word]) => `${number.format(n)} ${word}`);
  return words.length === 0 ? null : <p className="text-xs text-muted">Of the others {words.join(", ")}.</p>;
}

function sharesOf(stand: Stand) {
  return [
    { look: hereLook, value: stand.here - stand.late },
    { look: markLooks.late, value: stand.late },
    { look: unknownLook, value: stand.cannotBeKnown },
  ];
}

const writeNumber = (value: number): string => number.format(Math.round(value * 100) / 100);
