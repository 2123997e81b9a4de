import type { ScanView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { decisionLooks, toneInk } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { type DayPoint, placeOnDay } from "./place-on-day.ts";

interface DayTimelineProps {
  /** Of the day that is shown. */
  readonly scans: readonly ScanView[];
  /** Where the student is expected. */
  readonly locations: readonly string[];
  readonly timeZone: string;
}

/** In rem, as everything that grows with the reader's setting. */
const laneHeight = 2;
const axisHeight = 1.25;
const iconSize = 1;

/** The scans of a day by place and time; the same as a list for those who listen. */
export function DayTimeline({ scans, locations, timeZone }: DayTimelineProps) {
  const { lanes, hours } = placeOnDay(scans, locations, timeZone);
  const { minute } = clockfaceOf(timeZone);
  const height = lanes.length * laneHeight;
  // Every second hour, so that the figures stay apart on a phone.
  const step = hours.length > 13 ? 4 : 2;
  return (
    <figure className="px-4 py-3">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4" aria-hidden>
        <div className="text-sm">
          {lanes.map(({ location }) => (
            <div
              key={location ?? "nowhere"}
              className="flex h-8 max-w-32 items-center truncate"
              title={location ?? undefined}
            >
              {location ?? <span className="text-muted">No location</span>}
            </div>
          ))}
        </div>
        <div className="mx-2">
          <svg
            role="img"
            aria-label="The scans of the day by place and time"
            width="100%"
            height={rem(height + axisHeight)}
            className="overflow-visible"
          >
            {hours.map(({ hour, at }, index) => (
              <g key={hour}>
                <line x1={percent(at)} x2={percent(at)} y1={0} y2={rem(height)} className="stroke-line" />
                {index % step === 0 && (
                  <text
                    x={percent(at)}
                    y={rem(height + 0.9)}
                    textAnchor="middle"
                    className="fill-muted text-2xs"
                  >
                    {String(hour % 24).padStart(2, "0")}
                  </text>
                )}
              </g>
            ))}
            {lanes.map(({ location, points }, lane) => {
              const y = (lane + 0.5) * laneHeight;
              return (
                <g key={location ?? "nowhere"}>
                  <line
                    x1="0%"
                    x2="100%"
                    y1={rem(y)}
                    y2={rem(y)}
                    className="stroke-line-strong"
                    strokeDasharray="1 3"
                  />
                  {points.toSorted(whatCountsLast).map(({ scan, at }) => {
                    const { icon: Icon, tone } = decisionLooks[scan.decision];
                    return (
                      <svg key={scan.id} x={percent(at)} y={rem(y)} className="overflow-visible">
                        <title>
                          {minute(scan.occurredAt)} {decisionLooks[scan.decision].word}
                        </title>
                        <circle r={rem(iconSize * 0.68)} className="fill-surface" />
                        <Icon
                          x={rem(-iconSize / 2)}
                          y={rem(-iconSize / 2)}
                          width={rem(iconSize)}
                          height={rem(iconSize)}
                          strokeWidth={2.25}
                          className={toneInk[tone]}
                        />
                      </svg>
                    );
                  })}
                </g>
              );
            })}
          </svg>
        </div>
      </div>
      <div aria-hidden className="mt-2 flex flex-wrap gap-x-4">
        {Object.values(decisionLooks).map((look) => (
          <StatusMark key={look.word} look={look} plain />
        ))}
      </div>
      <figcaption className="sr-only">
        The scans of the day by time and place
        {scans.length === 0 ? ": none." : ":"}
      </figcaption>
      {scans.length > 0 && (
        <ol className="sr-only">
          {scans.toReversed().map((scan) => (
            <li key={scan.id}>
              {minute(scan.occurredAt)}, {scan.location ?? "no location"}: {decisionLooks[scan.decision].word}
              {scan.identified ? "" : ", claimed, not identified"}
            </li>
          ))}
        </ol>
      )}
    </figure>
  );
}

/** What marked somebody is drawn over what did not, where they stand on the same minute. */
const weight = { unknown: 0, denied: 1, late: 2, granted: 3 } as const;
const whatCountsLast = (a: DayPoint, b: DayPoint): number =>
  weight[a.scan.decision] - weight[b.scan.decision];

const rem = (size: number): string => `${size}rem`;
const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
