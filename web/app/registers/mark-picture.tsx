import type { MarkExplanationView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { picturedWatch } from "./pictured-watch.ts";

interface MarkPictureProps {
  readonly explained: Pick<MarkExplanationView, "session" | "mark" | "bounds" | "watch" | "scans" | "near">;
  /** The server's clock in epoch milliseconds: a spell that lasts is drawn so far. */
  readonly now: number;
}

const width = 1000;
const height = 60;
/** Around a window scans are drawn that lie outside it. */
const most = 60 * 60_000;

/**
 * A mark as a picture, on one line of time: the window with its grace and its close, the scans that count and those that
 * do not, and below it when the readers could have seen somebody.
 */
export function MarkPicture({ explained, now }: MarkPictureProps) {
  const { session, mark, bounds, watch, scans, near } = explained;
  const standing = session.kind === "standing";
  const ms = (text: string) => Date.parse(text);
  const [opens, start, onTime, late, end, closes] = [
    ms(bounds.opens),
    ms(bounds.start),
    ms(bounds.onTimeUntil),
    ms(bounds.lateUntil),
    ms(bounds.end),
    ms(bounds.closes),
  ] as const;
  const drawn = [...scans.map(({ occurredAt }) => ms(occurredAt)), ...near.map(({ at }) => ms(at))].filter(
    (at) => at > opens - most && at < closes + most,
  );
  const from = Math.min(opens, ...drawn);
  const to = Math.max(closes, ...drawn);
  const x = (at: number) => (width * (Math.min(Math.max(at, from), to) - from)) / Math.max(1, to - from);
  const { minute } = clockfaceOf(session.timeZone);
  const zones = standing
    ? [{ key: "day", from: start, to: end, className: "fill-good opacity-25" }]
    : [
        { key: "before", from: opens, to: start, className: "fill-good opacity-15" },
        { key: "grace", from: start, to: onTime, className: "fill-good opacity-35" },
        { key: "late", from: onTime, to: late, className: "fill-late opacity-35" },
        { key: "after", from: late, to: closes, className: "fill-line" },
      ];
  const words = standing
    ? []
    : [
        { at: start, word: "start" },
        { at: onTime, word: "on time until" },
        { at: late, word: "late until" },
        { at: end, word: "end" },
      ];
  const { time, blind, unknown, worked } = picturedWatch(explained, now);
  return (
    <figure className="mt-4 rounded-control border border-line px-3 pt-2 pb-2">
      <div role="img" aria-label={describe(explained)} className="relative h-14">
        <svg
          aria-hidden
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full"
        >
          {zones.map(({ key, from: a, to: b, className }) => (
            <rect
              key={key}
              x={x(a)}
              y={8}
              width={Math.max(0, x(b) - x(a))}
              height={32}
              className={className}
            />
          ))}
          {words.map(({ at, word }) => (
            <line
              key={word}
              x1={x(at)}
              x2={x(at)}
              y1={4}
              y2={44}
              vectorEffect="non-scaling-stroke"
              className={word === "start" || word === "end" ? "stroke-ink" : "stroke-line-strong"}
            />
          ))}
          <rect
            x={x(time.from)}
            y={48}
            width={Math.max(0, x(time.to) - x(time.from))}
            height={7}
            className={watch.tells ? "fill-good opacity-60" : "fill-line"}
          />
        </svg>
        {unknown.map(({ room, from: a, to: b }) => (
          <span
            key={`unknown ${room} ${a}`}
            aria-hidden
            className="absolute top-[80%] h-[12%] border border-line-strong border-dashed bg-surface"
            style={{ left: `${x(a) / 10}%`, width: `${(x(b) - x(a)) / 10}%` }}
          />
        ))}
        {blind.map(({ room, from: a, to: b }) => (
          <span
            key={`${room} ${a}`}
            aria-hidden
            className="hatched absolute top-[80%] h-[12%]"
            style={{ left: `${x(a) / 10}%`, width: `${(x(b) - x(a)) / 10}%` }}
          />
        ))}
        {near.map(({ scan, at }) => (
          <Dot key={scan} at={x(ms(at))} className="border-2 border-muted bg-surface" />
        ))}
        {scans.map(({ id, occurredAt }) => (
          <Dot key={id} at={x(ms(occurredAt))} className="bg-ink" />
        ))}
      </div>
      {words.length > 0 && (
        <ul aria-hidden className="flex flex-wrap gap-x-4 text-2xs text-muted">
          {words.map(({ at, word }) => (
            <li key={word}>
              {word} {minute(new Date(at).toISOString())}
            </li>
          ))}
        </ul>
      )}
      <figcaption aria-hidden className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-2xs text-muted">
        {mark.firstSeen !== null && (
          <span className="inline-flex items-center gap-1.5">
            <span className="size-2 rounded-full bg-ink" /> counts
          </span>
        )}
        {near.length > 0 && (
          <span className="inline-flex items-center gap-1.5">
            <span className="size-2 rounded-full border-2 border-muted" /> seen near it
          </span>
        )}
        {(!watch.tells || worked) && (
          <span className="inline-flex items-center gap-1.5">
            <span className={`h-1.5 w-4 ${watch.tells ? "bg-good opacity-60" : "bg-line"}`} />
            {watch.tells ? "reader worked" : "no reader told its health"}
          </span>
        )}
        {blind.length > 0 && (
          <span className="inline-flex items-center gap-1.5">
            <span className="hatched h-2 w-4" /> reader could not see
          </span>
        )}
        {unknown.length > 0 && (
          <span className="inline-flex items-center gap-1.5">
            <span className="h-2 w-4 border border-line-strong border-dashed bg-surface" /> not known whether
            it could see
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function Dot({ at, className }: { readonly at: number; readonly className: string }) {
  return (
    <span
      aria-hidden
      className={`absolute top-[40%] size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full ${className}`}
      style={{ left: `${at / 10}%` }}
    />
  );
}

/** The picture for those who listen. */
function describe({ session, bounds, watch, scans, near }: MarkPictureProps["explained"]): string {
  const { minute } = clockfaceOf(session.timeZone);
  const parts =
    session.kind === "standing"
      ? ["The whole day counts"]
      : [
          `On time from ${minute(bounds.opens)} to ${minute(bounds.onTimeUntil)}, late until ${minute(bounds.lateUntil)}, over at ${minute(bounds.end)}`,
        ];
  parts.push(
    scans.length === 0
      ? "no scan counts"
      : `scans that count at ${scans.map(({ occurredAt }) => minute(occurredAt)).join(", ")}`,
  );
  if (near.length > 0) parts.push(`others at ${near.map(({ at }) => minute(at)).join(", ")}`);
  parts.push(
    ...watch.blind.map(({ from, to, unknown }) => {
      const what = unknown ? "it is not known whether the reader could see" : "the reader could not see";
      return `${what} from ${minute(from)}${to === null ? " on" : ` to ${minute(to)}`}`;
    }),
  );
  if (!watch.tells) parts.push("no reader told its health");
  return `${parts.join("; ")}.`;
}
