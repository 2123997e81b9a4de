import type { Temporal } from "temporal-polyfill";
import type { MarkView, RegisterView } from "../../contract/http/sessions.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { nextTransition, signatureThatStands } from "../../domain/timetable/session-state.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { readLife } from "../facts/session-life.ts";
import { shownMark, unstoredMark } from "../facts/unstored-mark.ts";
import { isSilent } from "../health/is-silent.ts";
import type { NewsOfReaders } from "../health/revise-reader.ts";
import { newsOfSessions } from "../health/settle-readers.ts";
import { unsureReaders } from "../health/unsure-readers.ts";
import { foldSession } from "../marks/fold-session.ts";
import { describeObstacle } from "./describe-obstacle.ts";
import { describeProposal } from "./describe-proposal.ts";
import { toVisitorView } from "./live-rows.ts";
import { readMarkScene, sceneOfMark } from "./mark-scene.ts";
import { toMarkView } from "./mark-view.ts";
import { proposalsOf } from "./proposals-of.ts";
import { readConfirmations } from "./read-confirmations.ts";
import { type Coverage, coverageOf } from "./read-coverage.ts";
import { readNear } from "./read-near.ts";
import { readUnknowable } from "./read-unknowable.ts";
import type { ReadNews } from "./read-watches.ts";
import { epochText, instantText, judgedUnder, toSessionRow } from "./session-row.ts";
import type { Seat, SeatCount, SessionHead, SessionsReading } from "./sessions-reading.ts";
import { sharedBrowsers } from "./shared-browsers.ts";

/** Scans told of each student beside the register; the mark itself tells more of them. */
const mostNear = 5;

/** One session with the mark of everybody who is expected, as of an instant; null for one that nobody planned. */
export async function readRegister(
  reading: SessionsReading,
  session: string,
  now: Temporal.Instant,
): Promise<Omit<RegisterView, "may"> | null> {
  const [head] = await reading.heads([session]);
  if (!head) return null;
  const policies = await reading.policies();
  const under = judgedUnder(head, policies);
  const proposals = await readProposals(reading, session, now);
  const names = await reading.policyNames();
  const { window, policy } = under;
  const { shown, unanswered, covered, news } = await seatsOfNow(reading, head, policies, now);
  const unknowable = await readUnknowable(reading, [head], policies, now, news);
  const near = await readNear(
    reading,
    head,
    window,
    new Map(shown.map(({ student, entry }) => [student, entry])),
    mostNear,
  );
  return {
    session: toSessionRow(
      head,
      countSeats(session, shown),
      proposals.length,
      policies,
      now,
      unknowable.has(session),
    ),
    ofEndedDemo: head.ofEndedDemo,
    now: instantText(now),
    seq: await reading.lastSeq(),
    window: {
      opens: epochText(window.opens),
      onTimeUntil: epochText(window.onTimeUntil),
      lateUntil: epochText(window.lateUntil),
      end: epochText(window.end),
      closes: epochText(window.closes),
    },
    policy: { version: policy.version, name: names.get(policy.version) ?? "" },
    signature: await readSignature(reading, head, now),
    finality: await readFinality(reading, head, shown, under, now),
    marks: await viewsOfSeats(reading, head, under, shown, now, covered),
    near: shown.flatMap(({ student, person }) => {
      const around = near.get(student);
      return around === undefined ? [] : [{ student: person.id, ...around }];
    }),
    proposals,
    attempts: (await reading.attempts([session], null)).map(({ ownId, times, at, decision, reason }) => ({
      student: ownId,
      times,
      at: instantText(at),
      decision,
      reason,
    })),
    visitors: (await reading.visitors([session])).map(toVisitorView),
    sharedBrowsers: sharedBrowsers((await readConfirmations(reading, [session])).get(session) ?? []),
    readers: (await reading.readers([session])).map(({ reader, room, lastAt, left }) => ({
      reader,
      room,
      state: isSilent({ lastAt, left }, now) ? "silent" : "well",
      lastAt: instantText(lastAt),
    })),
    blind: (await covered()).spells.map(({ room, from, to, unknown }) => ({
      room,
      from: instantText(from),
      to: to && instantText(to),
      unknown,
    })),
    unanswered: [...unanswered],
  };
}

/** The seats of one session as its register shows them at an instant. */
export interface SeatsOfNow {
  readonly shown: readonly ShownSeat[];
  /** Of whom a signature must say what became of them, by their own ids. */
  readonly unanswered: readonly string[];
  readonly covered: () => Promise<Coverage>;
  /** What is known of its readers and not stored yet, which its marks tell of and a signature asks by; read once. */
  readonly news: () => Promise<NewsOfReaders>;
}

/** The seats of one session by what is known at an instant, stored or not: for its page, and for files of it alone. */
export async function seatsOfNow(
  reading: SessionsReading,
  head: SessionHead,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<SeatsOfNow> {
  let read: Promise<NewsOfReaders> | null = null;
  const news = (): Promise<NewsOfReaders> => {
    read ??= newsOfSessions(reading.watching, [head.stored], now);
    return read;
  };
  let coverage: Promise<Coverage> | null = null;
  const covered = (): Promise<Coverage> => {
    coverage ??= coverageOf(reading, head, now, news);
    return coverage;
  };
  const seats = await reading.seats(head.stored.plan.id, null);
  const before = await shownSeats(reading, head, seats, policies, now, news);
  return { ...(await withNews(reading, head, before, now, news)), covered, news };
}

/** The signature that stands: of a register that was reopened the one of before, until it is taken back. */
async function readSignature(
  reading: SessionsReading,
  { stored }: SessionHead,
  now: Temporal.Instant,
): Promise<RegisterView["signature"]> {
  const { signedOff } = stored;
  if (signedOff !== null) return { by: signedOff.by, at: instantText(signedOff.at) };
  if (stateAt(stored, now) !== "reopened") return null;
  const { window, events } = await readLife(reading, stored, now);
  const before = signatureThatStands(window, events);
  return before && { by: before.by, at: instantText(before.at) };
}

/** What somebody's mark may be of whom a signature has to say what became of them. */
const inQuestion: ReadonlySet<MarkStatus> = new Set([
  "expected",
  "not_seen",
  "cannot_be_known",
  "needs_review",
  "absent",
]);

/**
 * Of whom a signature must say what became of them, by the same fold that a signature asks, with what is known of the
 * readers at this moment; and the marks as they are by it, which a signature would store first. Nothing is folded where
 * everybody's mark says what became of them.
 */
async function withNews(
  reading: SessionsReading,
  { stored }: SessionHead,
  shown: readonly ShownSeat[],
  now: Temporal.Instant,
  news: () => Promise<NewsOfReaders>,
): Promise<{ readonly shown: readonly ShownSeat[]; readonly unanswered: string[] }> {
  const state = stateAt(stored, now);
  const asStored = { shown, unanswered: [] };
  if (state === "scheduled" || state === "cancelled" || state === "final") return asStored;
  const open = shown.some(({ entry }) => entry.source === "automatic" && inQuestion.has(entry.mark.status));
  if (!open) return asStored;
  const { facts } = await news();
  const folded = await foldSession(reading, stored.plan.id, now, facts);
  if (folded === null) return asStored;
  const { unanswered, marks } = folded.register;
  const seated = new Set(shown.map(({ student }) => student));
  const asked = unanswered.filter((student) => seated.has(student));
  const people = await reading.people(asked);
  return {
    shown:
      facts.length === 0
        ? shown
        : shown.map((seat) => ({ ...seat, entry: marks.get(seat.student) ?? seat.entry })),
    unanswered: asked.map((student) => people.get(student)?.id ?? student),
  };
}

export interface ShownSeat extends Seat {
  readonly entry: RegisterMark;
}

/** The marks of seats as they are stored, those that are not by the clock. */
export async function shownSeats(
  reading: SessionsReading,
  head: SessionHead,
  seats: readonly Seat[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
  news?: ReadNews,
): Promise<readonly ShownSeat[]> {
  const under = judgedUnder(head, policies);
  const unknowable = (await readUnknowable(reading, [head], policies, now, news)).has(head.stored.plan.id);
  const state = stateAt(head.stored, now);
  const unstored = unstoredMark(state, under.window, under.policy.version, now, unknowable);
  return seats.map((seat) => ({ ...seat, entry: shownMark(seat.mark?.entry ?? null, unstored) }));
}

async function viewsOfSeats(
  reading: SessionsReading,
  head: SessionHead,
  under: { readonly window: SessionWindow; readonly policy: Policy },
  shown: readonly ShownSeat[],
  now: Temporal.Instant,
  readCovered?: () => Promise<Coverage>,
): Promise<MarkView[]> {
  const entries = shown.map(({ entry }) => entry);
  const scene = await readMarkScene(reading, head, under, entries, now, readCovered);
  return shown.map(({ student, person, mark, entry }) =>
    toMarkView(person, entry, mark?.revision ?? 0, sceneOfMark(scene, student, mark)),
  );
}

/** What late facts would make of the marks of a session; nothing is folded where none can exist. */
export async function readProposals(
  reading: SessionsReading,
  session: string,
  now: Temporal.Instant,
): Promise<RegisterView["proposals"]> {
  if ((await reading.finalWithLateFacts([session])).length === 0) return [];
  const folded = await foldSession(reading, session, now);
  const proposals = await proposalsOf(reading, folded?.register ?? null);
  if (!folded || proposals.length === 0) return [];
  const { register, facts } = folded;
  const people = await reading.people(proposals.map(({ student }) => student));
  const rooms = new Set([
    ...facts.scans.flatMap(({ room }) => room ?? []),
    ...facts.watches.map(({ room }) => room),
    ...facts.sessions.flatMap((fact) => (fact.kind === "planned" ? fact.plan.rooms : [])),
  ]);
  const classes = new Set(facts.enrolments.map((enrolment) => enrolment.class));
  const names = {
    timeZone: register.session.timeZone,
    rooms: await reading.roomCodes([...rooms]),
    classes: await reading.classCodes([...classes]),
  };
  return proposals.map((proposal) => ({
    student: people.get(proposal.student) ?? { id: proposal.student, name: null },
    from: proposal.from?.mark.status ?? null,
    to: proposal.to?.mark.status ?? null,
    facts: [...proposal.facts],
    because: describeProposal(proposal, facts, names),
  }));
}

/** When a session becomes final by itself, and what keeps it from that; null where time alone changes nothing. */
async function readFinality(
  reading: SessionsReading,
  head: SessionHead,
  seats: readonly ShownSeat[],
  { window, policy }: { readonly window: SessionWindow; readonly policy: Policy },
  now: Temporal.Instant,
): Promise<RegisterView["finality"]> {
  const { plan } = head.stored;
  const state = stateAt(head.stored, now);
  if (state !== "closed" && state !== "reopened") return null;
  const { events } = await readLife(reading, head.stored, now);
  const toReview = seats.filter(({ entry }) => entry.mark.status === "needs_review").length;
  const outboxes = await reading.outboxes(plan.id);
  const arrivals = [{ session: plan.id, until: window.lateUntil }];
  const unsure = (await unsureReaders(reading.watching, arrivals, now)).get(plan.id) ?? [];
  const next = nextTransition(plan, window, events, { toReview, outboxes, unsure }, policy, now);
  if (next?.to !== "final") return null;
  return { at: instantText(next.at), obstacles: next.obstacles.map(describeObstacle) };
}

/** The same counts as lists get from the store, from seats that are there anyway. */
function countSeats(session: string, seats: readonly ShownSeat[]): SeatCount[] {
  return seats.map(({ entry: { mark, flags } }) => {
    const { status } = mark;
    const inConflict = flags.some(({ code }) => code === "conflict");
    return {
      session,
      status: status === "expected" ? null : status,
      students: 1,
      toLookAt: status === "needs_review" || inConflict ? 1 : 0,
    };
  });
}
