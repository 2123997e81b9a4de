import { Temporal } from "temporal-polyfill";
import type { RateView } from "../../contract/http/rate.ts";
import { arrivalParts, type SessionCard, type TodayView } from "../../contract/http/today.ts";
import { arrivalPart } from "../../domain/attendance/arrival-part.ts";
import { cannotBeKnown } from "../../domain/attendance/cannot-be-known.ts";
import { type MarkStatus, markStatuses } from "../../domain/attendance/mark.ts";
import type { Seen } from "../../domain/attendance/nobody-seen-yet.ts";
import { type ReliedTime, reliedBlindness } from "../../domain/attendance/relied-times.ts";
import { unknownBeside } from "../../domain/attendance/room-watch.ts";
import { shownStatus } from "../../domain/attendance/shown-status.ts";
import { standOf } from "../../domain/attendance/stand-of-session.ts";
import { unstoredStatus } from "../../domain/attendance/unstored-status.ts";
import { toRoundedNumber } from "../../domain/kernel/rational.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { type DatedPolicy, policyInForce } from "../../domain/policy/policy-in-force.ts";
import type { NamedPolicy } from "../../domain/policy/policy-version.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import { type SessionWindow, windowOf } from "../../domain/timetable/session-window.ts";
import { dayOf, spanOfDay } from "../../domain/timetable/standing-session.ts";
import { stateByClock } from "../../domain/timetable/state-by-clock.ts";
import type { SessionsAlike } from "../figures/figures-store.ts";
import { toRateView } from "../figures/figures-view.ts";
import { type Counted, sumSessions, type ValueSessions, valueSessions } from "../figures/value-sessions.ts";
import type { Clock } from "../ports.ts";
import type { BlindSpell } from "../registers/describe-mark.ts";
import { whileInRoom } from "../registers/read-blind-spells.ts";
import { readCoverage } from "../registers/read-coverage.ts";
import type {
  DaySession,
  ReaderOfSession,
  SeatGroup,
  Snooze,
  TodayReading,
  TodayStore,
} from "./today-store.ts";

/** The local day of now: every session, whatever its kind, and who is there. */
export interface Today {
  view(): Promise<TodayView>;
  /**
   * Puts a group of what needs a look away until an instant, or takes it up again.
   *
   * @param until null takes it up
   */
  snooze(key: string, until: Temporal.Instant | null, actor: Actor): Promise<void>;
}

export function createToday(parts: {
  readonly store: TodayStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly policy: () => NamedPolicy;
}): Today {
  const { store, clock, timeZone } = parts;
  const localTime = createLocalTime(timeZone);

  return {
    view: () =>
      store.read(async (reading) => {
        const now = clock.now();
        const day = dayOf(now, timeZone);
        const span = spanOfDay(day, timeZone);
        const frame = { now, policy: parts.policy(), timeZone };
        const value = valueSessions({ policy: frame.policy.policy, asOf: now, timeZone });
        const cards = await readCards(reading, day, value, frame);
        const seen = await reading.seen(now);
        return {
          day: day.toString(),
          from: told(span.start),
          to: told(span.end),
          timeZone,
          now: told(now),
          seq: await reading.lastSeq(),
          sessions: cards.map(({ card }) => card),
          rate: toRate(
            cards.flatMap(({ counted }) => counted),
            value,
            frame,
            { seen, day: day.toString() },
          ),
          anybodySeen: seen.ever,
          bands: { goodAt: frame.policy.policy.goodAt, poorBelow: frame.policy.policy.poorBelow },
          arrivals: countBySlot(
            cards.flatMap(({ arrivals }) => arrivals),
            (at) => localTime(Temporal.Instant.fromEpochMilliseconds(at)).slot,
          ),
          unsigned: await reading.unsignedBefore(day.toString(), now),
          students: await reading.countStudents(day.toString()),
          holiday: await reading.holidayOn(day.toString()),
          nextDay: await reading.nextDay(day.toString()),
        };
      }),

    async snooze(key, until, actor) {
      if (until === null) await store.takeUp(key);
      else await store.putAway({ key, until, by: actor.id } satisfies Snooze, clock.now());
    },
  };
}

interface Frame {
  readonly now: Temporal.Instant;
  readonly policy: NamedPolicy;
  readonly timeZone: string;
}

interface ReadCard {
  readonly card: SessionCard;
  /** Its seats, by what is alike. */
  readonly counted: readonly Counted[];
  /** Epoch milliseconds. */
  readonly arrivals: readonly number[];
}

async function readCards(
  reading: TodayReading,
  day: Temporal.PlainDate,
  value: ValueSessions,
  frame: Frame,
): Promise<ReadCard[]> {
  const sessions = await reading.sessionsOf(day.toString());
  const ids = sessions.map(({ session }) => session.id);
  const policies = await reading.policies();
  const seats = groupBy(await reading.seats(ids));
  const arrivals = await reading.arrivals(ids);
  const attempts = await reading.attempts(ids);
  const readers = groupBy(await reading.readers(ids));
  const blind = groupBy(await reading.blindSpells(ids));
  const roomsOf = new Map(sessions.map(({ session, rooms }) => [session.id, rooms]));
  const stored = await reading.coverage.findSessions(ids);
  const coverage = await readCoverage(
    reading.coverage,
    stored.map((one) => ({ stored: one, rooms: roomsOf.get(one.plan.id) ?? [] })),
    frame.now,
  );
  const worth = createWorth(value);
  return sessions.map((one) => {
    const { id } = one.session;
    const { spells, watches } = coverage.get(id) ?? { spells: [], watches: [] };
    return toCard(
      one,
      {
        seats: seats.get(id) ?? [],
        arrivals: arrivals.get(id) ?? [],
        attempts: attempts.get(id) ?? 0,
        readers: readers.get(id) ?? [],
        blind: (blind.get(id) ?? []).flatMap((spell) =>
          whileInRoom(spell, watches).map((time) => ({ ...spell, ...time })),
        ),
        spells,
        watches,
      },
      policies,
      worth,
      frame,
    );
  });
}

interface CardFacts {
  readonly seats: readonly SeatGroup[];
  readonly arrivals: readonly number[];
  readonly attempts: number;
  readonly readers: readonly ReaderOfSession[];
  readonly blind: readonly (ReaderOfSession & {
    readonly from: Temporal.Instant;
    readonly to: Temporal.Instant | null;
  })[];
  /** When a reader could see nobody, also one that fell silent and is not stored as such, or nothing is known of it. */
  readonly spells: readonly BlindSpell[];
  readonly watches: readonly ReliedTime[];
}

function toCard(
  one: DaySession,
  facts: CardFacts,
  policies: readonly DatedPolicy[],
  worth: ReturnType<typeof createWorth>,
  { now, policy }: Frame,
): ReadCard {
  const { session } = one;
  const at = now.epochMilliseconds;
  const judging = judgingPolicy(one, policies);
  const window: SessionWindow = {
    ...windowOf(session, judging),
    opens: one.opens.epochMilliseconds,
    closes: one.closes.epochMilliseconds,
  };
  const state = stateByClock(one.state, window, at);
  const counts: Partial<Record<MarkStatus, number>> = {};
  let unstored = 0;
  for (const { status, seats } of facts.seats) {
    if (status === null) unstored += seats;
    else counts[status] = (counts[status] ?? 0) + seats;
  }
  const untold = facts.spells.filter((spell) => spell.unknown);
  const blind = facts.spells
    .filter((spell) => !spell.unknown)
    .map(({ from, to }) => ({
      from: from.epochMilliseconds,
      to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    }));
  const arrivals = { from: window.opens, to: window.lateUntil };
  const readers = reliedBlindness(facts.watches, arrivals, () => []);
  const unknown = unknownBeside(readers, window) ?? [];
  const unknowable = state === "open" && cannotBeKnown(window, { blind, unknown }, judging, at);
  const clock = unstoredStatus(state, window, at, unknowable);
  const of: Omit<SessionsAlike, "mark"> = {
    kind: session.kind,
    required: session.required,
    weight: session.weight,
    begun: window.start <= at,
    plannedMs: policy.policy.method === "minutes" ? window.end - window.start : null,
  };
  const parts = Array.from({ length: arrivalParts }, () => 0);
  for (const seenAt of facts.arrivals) {
    const part = arrivalPart(window, seenAt, arrivalParts);
    parts[part] = (parts[part] ?? 0) + 1;
  }
  return {
    card: {
      id: session.id,
      kind: session.kind,
      title: one.title,
      sort: one.sort,
      classes: [...one.classes],
      rooms: [...one.rooms],
      staff: [...one.staff],
      start: told(session.start),
      end: told(session.end),
      opens: told(one.opens),
      onTimeUntil: toldAt(window.onTimeUntil),
      lateUntil: toldAt(window.lateUntil),
      closes: told(one.closes),
      state,
      required: session.required,
      counts,
      unstored,
      stand: standOf({ counts, unstored }, { state, window, blind, unknown }, judging, at),
      worth: worth({ ...of, begun: true }),
      attempts: facts.attempts,
      arrivals: parts,
      readers: facts.readers.map(({ reader, room }) => ({ reader, room })),
      blind: facts.blind.map(({ reader, room, from, to }) => ({
        reader,
        room,
        from: told(from),
        to: to && told(to),
      })),
      unknown: untold.map(({ room, from, to }) => ({ room, from: told(from), to: to && told(to) })),
      unknownBeside: unknown.map(({ from, to }) => ({ from: toldAt(from), to: toldAt(to) })),
      maxBlindPct: judging.maxBlindPct,
      toLookAt: facts.seats.reduce((sum, { toLookAt }) => sum + toLookAt, 0),
      signedOff: one.signedOff && { at: told(one.signedOff.at), by: one.signedOff.by },
    },
    counted: facts.seats.map(({ status, mark, seats }) => ({
      alike: {
        ...of,
        mark:
          clock === "not_possible"
            ? { ...noMore, status: clock }
            : { ...mark, status: shownStatus(status, clock) },
      },
      sessions: seats,
    })),
    arrivals: facts.arrivals,
  };
}

/** A mark that was taken back is again what the clock says. */
const noMore: SeatGroup["mark"] = { arrival: null, presentMs: null, leave: null };

function judgingPolicy(one: DaySession, policies: readonly DatedPolicy[]): Policy {
  const chosen = policies.find(({ policy }) => policy.version === one.chosenPolicy)?.policy;
  return chosen ?? policyInForce(policies, one.session.start);
}

/** What one seat of each status adds to the rate, for sessions that weigh the same. */
function createWorth(value: ValueSessions): (of: Omit<SessionsAlike, "mark">) => SessionCard["worth"] {
  const known = new Map<string, SessionCard["worth"]>();
  return (of) => {
    const key = `${of.kind} ${of.required} ${of.weight} ${of.begun} ${of.plannedMs}`;
    const before = known.get(key);
    if (before) return before;
    const worth: SessionCard["worth"] = {};
    for (const status of markStatuses) {
      const one = value({ ...of, mark: { ...noMore, status } });
      if (!one.counted) continue;
      worth[status] = { earned: toRoundedNumber(one.earned, 6), possible: toRoundedNumber(one.weight, 6) };
    }
    known.set(key, worth);
    return worth;
  };
}

/** The rate of the day so far: the figure of `figuresOf`, summed over everybody's sessions. */
function toRate(
  counted: readonly Counted[],
  value: ValueSessions,
  { now, policy }: Frame,
  { seen, day }: { readonly seen: Seen; readonly day: string },
): RateView {
  const sums = sumSessions(counted, value);
  return {
    earned: toRoundedNumber(sums.earned, 4),
    possible: toRoundedNumber(sums.possible, 4),
    ...toRateView(sums, policy.policy, seen, day),
    asOf: told(now),
    policy: { version: policy.policy.version, name: policy.name },
    method: policy.policy.method,
    counts: sums.counts,
    excluded: Object.entries(sums.leftOut).map(([reason, sessions]) => ({ reason, sessions })),
  };
}

function countBySlot(
  arrivals: readonly number[],
  slotOf: (at: number) => number,
): { slot: number; seats: number }[] {
  const slots = new Map<number, number>();
  for (const at of arrivals) slots.set(slotOf(at), (slots.get(slotOf(at)) ?? 0) + 1);
  return Array.from(slots, ([slot, seats]) => ({ slot, seats })).sort((a, b) => a.slot - b.slot);
}

function groupBy<T extends { readonly session: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.session);
    if (group) group.push(row);
    else groups.set(row.session, [row]);
  }
  return groups;
}

const told = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });
const toldAt = (ms: number): string => told(Temporal.Instant.fromEpochMilliseconds(ms));
