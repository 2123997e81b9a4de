import { Temporal } from "temporal-polyfill";
import { arrivalParts, type SessionCard, type TodayView } from "../../../src/contract/http/today.ts";
import type { AttemptChange, ChangesFrame, MarkChange } from "../../../src/contract/live/frames.ts";
import { arrivalPart } from "../../../src/domain/attendance/arrival-part.ts";
import { percentOf } from "../../../src/domain/attendance/figures.ts";
import { attendedStatuses as attended, type MarkStatus } from "../../../src/domain/attendance/mark.ts";
import { bandOf, shownPercent } from "../../../src/domain/attendance/rate.ts";
import { fromDecimal } from "../../../src/domain/kernel/rational.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";

/**
 * The day after a frame: its counts, arrivals and rate, without knowing the seats, since a change says what was before.
 *
 * @returns null where a session came, went or was changed, or a person may have marked somebody first of all, which only reading tells
 */
export function foldToday(today: TodayView, frame: ChangesFrame): TodayView | null {
  const known = new Set(today.sessions.map(({ id }) => id));
  const marks = frame.marks.filter(({ seq }) => seq > today.seq);
  const attempts = frame.attempts.filter(({ seq, first }) => seq > today.seq && first);
  if (frame.sessions.some(({ seq }) => seq > today.seq)) return null;
  if (marks.some(({ day, session }) => day === today.day && !known.has(session))) return null;
  const someoneCame = marks.some(({ status }) => attended.has(status));
  // The word of a person ends as well that nobody was ever seen, and no frame tells whose word a mark is.
  if (!today.anybodySeen && marks.length > 0 && !someoneCame) return null;
  const bySession = groupBySession(marks);
  const tried = groupBySession(attempts);
  if (bySession.size === 0 && tried.size === 0) return { ...today };
  const rate = createRate(today, frame);
  const localTime = createLocalTime(today.timeZone);
  const slots = new Map(today.arrivals.map(({ slot, seats }) => [slot, seats]));
  const sessions = today.sessions.map((card) => {
    const changed = bySession.get(card.id);
    const turnedAway = tried.get(card.id);
    if (changed === undefined && turnedAway === undefined) return card;
    return foldCard(card, changed ?? [], turnedAway ?? [], {
      worth: rate.move,
      arrived: (at, by) => {
        const { slot } = localTime(Temporal.Instant.from(at));
        slots.set(slot, (slots.get(slot) ?? 0) + by);
      },
    });
  });
  return {
    ...today,
    sessions,
    rate: rate.now(),
    anybodySeen: today.anybodySeen || someoneCame,
    arrivals: Array.from(slots, ([slot, seats]) => ({ slot, seats }))
      .filter(({ seats }) => seats > 0)
      .sort((a, b) => a.slot - b.slot),
  };
}

interface Tell {
  readonly worth: (card: SessionCard, from: MarkStatus | null, to: MarkStatus) => void;
  readonly arrived: (at: string, by: 1 | -1) => void;
}

function foldCard(
  card: SessionCard,
  marks: readonly MarkChange[],
  attempts: readonly AttemptChange[],
  tell: Tell,
): SessionCard {
  const counts: SessionCard["counts"] = { ...card.counts };
  const arrivals = [...card.arrivals];
  let { unstored, toLookAt } = card;
  const span = { opens: Date.parse(card.opens), end: Date.parse(card.end) };
  const arrive = (at: string, by: 1 | -1): void => {
    const part = arrivalPart(span, Date.parse(at), arrivalParts);
    arrivals[part] = Math.max(0, (arrivals[part] ?? 0) + by);
    tell.arrived(at, by);
  };
  for (const { status, firstSeen, was } of marks) {
    const before = was?.status ?? null;
    if (before !== status) {
      if (before === null) unstored = Math.max(0, unstored - 1);
      else counts[before] = Math.max(0, (counts[before] ?? 0) - 1);
      counts[status] = (counts[status] ?? 0) + 1;
      toLookAt += Number(status === "needs_review") - Number(before === "needs_review");
      tell.worth(card, before, status);
    }
    const wasSeen = before !== null && attended.has(before) ? (was?.firstSeen ?? null) : null;
    const isSeen = attended.has(status) ? firstSeen : null;
    if (wasSeen === isSeen) continue;
    if (wasSeen !== null) arrive(wasSeen, -1);
    if (isSeen !== null) arrive(isSeen, 1);
  }
  return { ...card, counts, unstored, arrivals, toLookAt, attempts: card.attempts + attempts.length };
}

/** Moves the sums of the rate by what one seat of a status is worth. */
function createRate({ rate, bands }: TodayView, frame: ChangesFrame) {
  let { earned, possible } = rate;
  const heard = frame.marks.at(-1);
  const asOf = heard?.lastSeen ?? heard?.firstSeen ?? rate.asOf;
  const worthOf = (card: SessionCard, status: MarkStatus | null) => {
    // Before it begins only who is there already counts. What was taken back is what nothing is stored of.
    const begun = attended.has(status ?? "expected") || card.start <= asOf;
    if (!begun) return undefined;
    const nothingStored = status === null || status === "not_seen" || status === "expected";
    if (!nothingStored) return card.worth[status];
    return card.worth[card.stand.cannotBeKnown > 0 ? "cannot_be_known" : "expected"];
  };
  return {
    move(card: SessionCard, from: MarkStatus | null, to: MarkStatus): void {
      const lost = worthOf(card, from);
      const won = worthOf(card, to);
      earned += (won?.earned ?? 0) - (lost?.earned ?? 0);
      possible += (won?.possible ?? 0) - (lost?.possible ?? 0);
    },
    now(): TodayView["rate"] {
      const sums = { earned: round(earned), possible: round(possible) };
      const percent = percentOf(fromDecimal(sums.earned), fromDecimal(sums.possible));
      return { ...rate, ...sums, percent: shownPercent({ percent }), band: bandOf({ percent }, bands) };
    },
  };
}

/** Sums of decimals stay decimals. */
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

function groupBySession<T extends { readonly session: string }>(changes: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const change of changes) {
    const group = groups.get(change.session);
    if (group) group.push(change);
    else groups.set(change.session, [change]);
  }
  return groups;
}
