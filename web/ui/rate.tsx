import type { CSSProperties } from "react";
import type { RateView } from "../../src/contract/http/rate.ts";
import { writePercent } from "../../src/domain/attendance/shown-percent.ts";

const bands = {
  good: { word: "Good", ink: "text-good", bar: "bg-good" },
  fair: { word: "Fair", ink: "text-late", bar: "bg-late" },
  poor: { word: "Poor", ink: "text-denied", bar: "bg-denied" },
} as const;

/** A percentage with one decimal, its band as a word and a bar; "No data" when there is nothing to count. */
export function Rate({ rate }: { rate: Pick<RateView, "percent" | "band"> }) {
  if (rate.percent === null || rate.band === null) return <span className="text-sm text-muted">No data</span>;
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
    </div>
  );
}
