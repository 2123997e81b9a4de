import type { CSSProperties } from "react";
import type { RateView } from "../../src/contract/http/rate.ts";
import { nobodySeenText } from "../../src/domain/attendance/nobody-seen-yet.ts";
import { writePercent } from "../../src/domain/attendance/shown-percent.ts";

const bands = {
  good: { word: "Good", ink: "text-good", bar: "bg-good" },
  fair: { word: "Fair", ink: "text-late", bar: "bg-late" },
  poor: { word: "Poor", ink: "text-denied", bar: "bg-denied" },
} as const;

interface RateProps {
  readonly rate: Pick<RateView, "percent" | "band"> & {
    /** What could have been earned so far, where that is known. */
    readonly possible?: { readonly value: number } | undefined;
  };
  /** Of which days it is, where that is said beside it. */
  readonly days?: string | null;
}

/**
 * A percentage with one decimal, its band as a word and a bar. Where there is none, it is said whether nothing counts yet or
 * something does and nobody was ever seen.
 */
export function Rate({ rate, days = null }: RateProps) {
  const ofDays = days === null ? null : <span className="block text-2xs text-muted">{days}</span>;
  if (rate.percent === null || rate.band === null) {
    const unseen = rate.possible !== undefined && rate.possible.value > 0;
    return (
      <span className={unseen ? "text-xs whitespace-nowrap text-muted" : "text-sm text-muted"}>
        {unseen ? nobodySeenText : "No data"}
        {ofDays}
      </span>
    );
  }
  const band = bands[rate.band];
  return (
    <div className="flex w-full max-w-40 flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-sm font-semibold">{writePercent(rate.percent)}</span>
        <span className={`text-xs font-medium ${band.ink}`}>{band.word}</span>
      </div>
      <div aria-hidden className="h-1 overflow-hidden rounded-full bg-line">
        <div
          className={`h-full w-(--share) rounded-full ${band.bar}`}
          style={{ "--share": `${rate.percent}%` } as CSSProperties}
        />
      </div>
      {ofDays}
    </div>
  );
}
