import type { SenderDetail } from "../../../src/contract/http/senders.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Panel } from "../../ui/panel.tsx";
import { type DayPart, partsOfDay, silencesOf } from "./silences-of.ts";
import { writeAgo } from "./write-ago.ts";

const number = new Intl.NumberFormat("en-GB");
const height = 24;
const mostSilences = 12;
const fills: Readonly<Record<DayPart["state"], string>> = {
  heard: "fill-good opacity-40",
  silent: "fill-late",
  unknown: "fill-line",
};
const howWords = {
  itself: "it said goodbye",
  will: "its connection broke",
} as const;

/** The days of a sender's last week: when it was heard, and how many scans it sent in each hour. */
export function DeviceWeek({ detail, timeZone }: { detail: SenderDetail; timeZone: string }) {
  const { days, health, activity } = detail;
  const busiest = Math.max(1, ...activity.map(({ scans }) => scans));
  const silences = health === null ? [] : silencesOf(health);
  const { minute } = clockfaceOf(timeZone);
  return (
    <Panel
      title="Last week"
      note={
        health === null
          ? "scans by the hour; it tells nothing of its health"
          : "heard, silent, and scans by the hour"
      }
    >
      <ul className="px-4 pt-3 pb-1">
        {days.toReversed().map(({ day, from, to }) => {
          const hours = activity.filter((each) => each.day === day);
          const scans = hours.reduce((sum, each) => sum + each.scans, 0);
          const parts = health === null ? [] : partsOfDay(health, { from, to });
          const silentMs = parts
            .filter(({ state }) => state === "silent")
            .reduce((sum, part) => sum + (part.to - part.from) * (Date.parse(to) - Date.parse(from)), 0);
          return (
            <li
              key={day}
              className="grid grid-cols-[5.5rem_minmax(0,1fr)] items-center gap-x-3 py-1 sm:grid-cols-[8rem_minmax(0,1fr)_9rem]"
            >
              <span className="text-xs text-muted">{writeShortDay(day)}</span>
              <svg
                aria-hidden
                viewBox={`0 0 1000 ${height}`}
                preserveAspectRatio="none"
                className="h-6 w-full rounded-control bg-sunken"
              >
                {parts.map((part) => (
                  <rect
                    key={part.from}
                    x={part.from * 1000}
                    width={Math.max((part.to - part.from) * 1000, 1)}
                    y={0}
                    height={height}
                    className={fills[part.state]}
                  />
                ))}
                {hours.map(({ hour, scans: n }) => (
                  <rect
                    key={hour}
                    x={(hour * 1000) / 24 + 6}
                    width={1000 / 24 - 12}
                    y={height - Math.max(2, (n * (height - 4)) / busiest)}
                    height={Math.max(2, (n * (height - 4)) / busiest)}
                    className="fill-ink opacity-60"
                  />
                ))}
              </svg>
              <span className="text-xs text-muted max-sm:col-span-2">
                {number.format(scans)} {scans === 1 ? "scan" : "scans"}
                {silentMs >= 60_000 && (
                  <span className="font-medium text-late">, silent {writeAgo(silentMs)}</span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <p
        aria-hidden
        className="flex justify-between pr-4 pb-2 pl-[7.25rem] text-2xs text-muted sm:pr-[10.75rem] sm:pl-[9.75rem]"
      >
        <span>00</span>
        <span>06</span>
        <span>12</span>
        <span>18</span>
        <span>24</span>
      </p>
      {health !== null && (
        <section aria-label="Silences" className="border-t border-line px-4 py-3 text-sm">
          <h3 className="text-xs text-muted">
            {silences.length === 0 ? "No silence in this time" : "Silences, the latest first"}
            {health[0]?.state === "unknown" &&
              `; nothing is known of its health before ${writeMoment(health[0].to, timeZone)}`}
          </h3>
          <ul className="mt-1">
            {silences.slice(0, mostSilences).map(({ from, to, ms, how }) => (
              <li key={from} className="flex flex-wrap gap-x-2">
                <span className={to === null ? "font-medium text-late" : undefined}>
                  {writeMoment(from, timeZone)} {to === null ? "until now" : `to ${endOf(from, to)}`}
                </span>
                <span className="text-muted">
                  {writeAgo(ms)}
                  {how !== null && `; ${howWords[how]}`}
                </span>
              </li>
            ))}
          </ul>
          {silences.length > mostSilences && (
            <p className="mt-1 text-xs text-muted">And {silences.length - mostSilences} earlier ones.</p>
          )}
        </section>
      )}
    </Panel>
  );

  function endOf(from: string, to: string): string {
    const whole = writeMoment(to, timeZone);
    return writeMoment(from, timeZone).split(",")[0] === whole.split(",")[0] ? minute(to) : whole;
  }
}
