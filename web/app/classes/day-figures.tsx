import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RateView } from "../../../src/contract/http/api.ts";
import type { ClassSummaryRow, PlaceCounts } from "../../../src/contract/http/dashboard.ts";
import { Figure } from "../../ui/figure.tsx";
import { Rate } from "../../ui/rate.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import type { ScanFilter } from "../scans/scan-filter.ts";
import { writeCredit } from "../students/write-credit.ts";
import { placeShares } from "./place-shares.tsx";
import { Trend } from "./trend.tsx";

interface DayFiguresProps {
  readonly title: string;
  readonly places: PlaceCounts;
  readonly rate: RateView;
  readonly trend: ClassSummaryRow["trend"];
  /** Beside them: the scans behind the figures. */
  readonly children?: ReactNode;
}

/** A class or a location today in one line: who stands where, the rate with its sum, and its course. */
export function DayFigures({ title, places, rate, trend, children }: DayFiguresProps) {
  const shares = placeShares(places);
  return (
    <section
      aria-label={title}
      className="shrink-0 rounded-panel border border-line bg-surface px-4 py-3 print:border-0"
    >
      <div className="flex flex-wrap items-center gap-x-10 gap-y-4">
        <dl className="grid flex-1 basis-full grid-cols-2 gap-3 sm:grid-cols-4 lg:basis-0">
          {shares.map(({ look, value }) => (
            <Figure key={look.word} look={look} value={value} />
          ))}
        </dl>
        <div className="flex items-center gap-6">
          <div className="w-36">
            <Rate rate={rate} />
            <p className="mt-1 text-xs text-muted">
              {writeCredit(rate.earned)} of {writeCredit(rate.possible)}
            </p>
          </div>
          <Trend trend={trend} />
        </div>
      </div>
      <div className="mt-3">
        <ShareBar shares={shares} whole={places.expected} />
      </div>
      {children}
    </section>
  );
}

const number = new Intl.NumberFormat("en-GB");

interface ScanFiguresProps {
  readonly scans: Readonly<Record<"granted" | "late" | "denied" | "unknown", number>>;
  readonly filter: ScanFilter;
}

/** What devices decided here today; each figure opens the scans behind it. */
export function ScanFigures({ scans, filter }: ScanFiguresProps) {
  const words = { granted: "granted", late: "late", denied: "denied", unknown: "unidentified" } as const;
  return (
    <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
      Scans today:
      {(["granted", "late", "denied", "unknown"] as const).map((decision) => (
        <Link
          key={decision}
          to="/messages/scans"
          search={{ ...filter, decision }}
          className="text-accent underline-offset-2 hover:underline"
        >
          {number.format(scans[decision])} {words[decision]}
        </Link>
      ))}
    </p>
  );
}
