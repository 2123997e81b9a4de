import type { RegisterView } from "../../../src/contract/http/sessions.ts";

/** How many of those expected had been seen by when. */
export interface Arrivals {
  /** Epoch milliseconds: the first of the two is before everything that is drawn. */
  readonly from: number;
  readonly to: number;
  readonly expected: number;
  /** Each person once, by the first sighting, earliest first; sightings before the window stand at its beginning. */
  readonly at: readonly number[];
  /** The bounds that a session of a timetable has. */
  readonly bounds: readonly { readonly at: number; readonly word: string }[];
}

const minuteMs = 60_000;
/** Of a standing day only the part in which somebody came is drawn, and so much of the day around it. */
const aroundMs = 30 * minuteMs;

/** @returns null while nobody came */
export function arrivalsOfSession({ session, window, marks }: RegisterView): Arrivals | null {
  const seen = marks
    .flatMap(({ firstSeen }) => (firstSeen === null ? [] : [Date.parse(firstSeen)]))
    .sort((a, b) => a - b);
  const [first] = seen;
  const last = seen.at(-1);
  if (first === undefined || last === undefined) return null;
  const expected = session.expected;
  if (session.kind === "standing") {
    const from = Math.min(first, Math.max(first - aroundMs, Date.parse(session.start)));
    const to = Math.max(last, Math.min(last + aroundMs, Date.parse(session.end)));
    return { from, to, expected, at: seen, bounds: [] };
  }
  const [opens, start, onTime, late, end] = [
    window.opens,
    session.start,
    window.onTimeUntil,
    window.lateUntil,
    window.end,
  ].map((at) => Date.parse(at));
  const from = opens ?? first;
  return {
    from,
    to: Math.max(end ?? last, last),
    expected,
    at: seen.map((at) => Math.max(at, from)),
    bounds: [
      { at: start ?? from, word: "start" },
      { at: onTime ?? from, word: "grace ends" },
      { at: late ?? from, word: "register closes" },
    ],
  };
}
