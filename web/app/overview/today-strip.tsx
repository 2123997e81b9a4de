import type { OverviewView } from "../../../src/contract/http/dashboard.ts";
import { Figure } from "../../ui/figure.tsx";
import { decisionLooks, markLooks } from "../../ui/looks.ts";
import { Rate } from "../../ui/rate.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { scansWithin } from "./scans-within.ts";
import { useServerNow } from "./use-server-now.ts";

const number = new Intl.NumberFormat("en-GB");
const credit = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** Everyone at a glance: where the places of today's students stand, the rate, and the scans of today and now. */
export function TodayStrip({ overview }: { overview: OverviewView | undefined }) {
  const places = overview?.places ?? null;
  const shares = [
    { look: markLooks.present, value: places?.present ?? null },
    { look: markLooks.late, value: places?.late ?? null },
    { look: decisionLooks.denied, value: places?.denied ?? null },
    { look: markLooks.not_seen, value: places?.notSeen ?? null },
  ];
  return (
    <section
      aria-labelledby="everyone"
      className="flex flex-wrap items-start gap-x-10 gap-y-4 rounded-panel border border-line bg-surface px-4 py-3"
    >
      <h2 id="everyone" className="sr-only">
        Everyone today
      </h2>
      <div className="flex min-w-0 flex-1 basis-[28rem] flex-col gap-2.5">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
          {shares.map(({ look, value }) => (
            <Figure key={look.word} look={look} value={value} />
          ))}
        </dl>
        <ShareBar
          thick
          shares={shares.map(({ look, value }) => ({ look, value: value ?? 0 }))}
          whole={places?.expected ?? 0}
        />
        <p className="text-xs text-muted">
          {overview === undefined ? "Counting places" : writePlaces(overview)}
        </p>
      </div>
      <div className="flex w-40 flex-col gap-1.5">
        <h3 className="text-xs text-muted">Attendance today</h3>
        {overview !== undefined && (
          <>
            <Rate rate={overview.rate} />
            <p className="text-xs text-muted">
              {credit.format(overview.rate.earned)} / {credit.format(overview.rate.possible)} by{" "}
              {overview.rate.policy.name}
            </p>
          </>
        )}
      </div>
      <ScanCounts />
    </section>
  );
}

function writePlaces({ places, students }: OverviewView): string {
  const people = students === 1 ? "1 student" : `${number.format(students)} students`;
  return places.expected === 1
    ? `1 place of ${people}: a place is a student in a class`
    : `${number.format(places.expected)} places of ${people}: a place is a student in a class`;
}

/** Scans as they come: these move with each frame, the places with each reading. */
function ScanCounts() {
  const totals = useLiveValue(({ state }) => state?.totals ?? null);
  if (totals === null) return null;
  const scans = totals.granted + totals.late + totals.denied + totals.unknown;
  const rows = [
    ["Granted", totals.granted],
    ["Today", scans],
    ["Late", totals.late],
    ["Repeats", totals.repeats],
    ["Denied", totals.denied],
    ["Quarantined", totals.quarantined],
    ["Unidentified", totals.unknown],
  ] as const;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <h3 className="text-xs text-muted">Scans</h3>
      <dl className="grid grid-cols-[auto_auto_auto_auto] gap-x-4 gap-y-0.5 text-sm">
        <dt className="text-muted">In the last minute</dt>
        <dd className="text-right font-medium">
          <LastMinute />
        </dd>
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right font-medium">{number.format(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function LastMinute() {
  const scans = useLiveValue(({ state }) => state?.scans ?? null);
  const now = useServerNow(5_000);
  const { count, atLeast } = scansWithin(scans ?? [], now - 60_000);
  return (
    <>
      {number.format(count)}
      {atLeast && "+"}
    </>
  );
}
