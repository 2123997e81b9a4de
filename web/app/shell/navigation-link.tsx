import { Link } from "@tanstack/react-router";
import { countAttention, countQuarantine, countToSign } from "./count-attention.ts";
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
      {waiting !== null && (
        <span
          className={
            form === "row"
              ? "ml-auto rounded-full bg-late-soft px-1.5 text-2xs font-semibold text-late"
              : "absolute top-0.5 left-1/2 ml-1 rounded-full bg-late-soft px-1 text-2xs leading-4 font-semibold text-late"
          }
        >
          {number.format(waiting.count)}
          <span className="sr-only"> {waiting.words}</span>
        </span>
      )}
    </Link>
  );
}

function useWaiting(to: string): { readonly count: number; readonly words: string } | null {
  const attention = useLiveValue(countAttention);
  const toSign = useLiveValue(countToSign);
  const quarantined = useLiveValue(countQuarantine);
  if (to === "/" && attention > 0) return { count: attention, words: "to look at" };
  if (to === "/registers" && toSign > 0) return { count: toSign, words: "to sign" };
  if (to === "/messages" && quarantined > 0) return { count: quarantined, words: "in quarantine" };
  return null;
}
