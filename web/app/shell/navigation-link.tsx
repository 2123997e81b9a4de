import { Link } from "@tanstack/react-router";
import { type Tone, toneGround, toneInk } from "../../ui/looks.ts";
import { countAttention, countQuarantine, countToReview, countToSign } from "./count-attention.ts";
import type { Destination } from "./destinations.ts";
import { useLiveValue } from "./use-live-value.ts";

interface NavigationLinkProps {
  readonly destination: Destination;
  /** `row` in the rail and the sheet, `icon` in the narrow rail, `stack` in the bar of a phone. */
  readonly form: "row" | "icon" | "stack";
  readonly onGo?: () => void;
}

const forms = {
  row: "h-9 gap-3 px-3 text-sm",
  icon: "h-9 justify-center",
  stack: "h-14 min-w-0 flex-1 flex-col justify-center gap-1 text-2xs",
} as const;

const number = new Intl.NumberFormat("en-GB", { notation: "compact" });

/** A way to a page, with a count where something waits there. */
export function NavigationLink({ destination, form, onGo }: NavigationLinkProps) {
  const { to, icon: Icon } = destination;
  const word = form === "stack" ? (destination.onPhone ?? destination.word) : destination.word;
  const waiting = useWaiting(to);
  return (
    <Link
      to={to}
      activeOptions={{ exact: to === "/", includeSearch: false }}
      onClick={onGo}
      title={form === "icon" ? word : undefined}
      className={`relative flex items-center rounded-control font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink ${forms[form]}`}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2} />
      <span className={form === "icon" ? "sr-only" : "truncate"}>{word}</span>
      {waiting.length > 0 && (
        <span className={form === "row" ? "ml-auto flex gap-1" : "absolute top-0.5 left-1/2 ml-1 flex"}>
          {waiting.map(({ count, words, tone }, nth) => (
            <span
              key={words}
              title={`${count} ${words}`}
              className={`rounded-full text-2xs font-semibold ${toneGround[tone]} ${toneInk[tone]} ${form === "row" ? "px-1.5" : nth === 0 ? "px-1 leading-4" : "sr-only"}`}
            >
              {number.format(count)}
              <span className="sr-only"> {words}</span>
            </span>
          ))}
        </span>
      )}
    </Link>
  );
}

interface Waiting {
  readonly count: number;
  readonly words: string;
  readonly tone: Tone;
}

/** What waits behind a page, the most pressing first; where there is room for one alone, the others are read out. */
function useWaiting(to: string): readonly Waiting[] {
  const attention = useLiveValue(countAttention);
  const toSign = useLiveValue(countToSign);
  const quarantined = useLiveValue(countQuarantine);
  const toReview = useLiveValue(countToReview);
  const all: Readonly<Record<string, readonly Waiting[]>> = {
    "/": [{ count: attention, words: "to look at", tone: "late" }],
    "/registers": [
      { count: toSign, words: "to sign", tone: "late" },
      { count: toReview, words: "to review", tone: "unknown" },
    ],
    "/messages": [{ count: quarantined, words: "in quarantine", tone: "late" }],
  };
  return (all[to] ?? []).filter(({ count }) => count > 0);
}
