import type { Temporal } from "temporal-polyfill";
import type { Fact, RegisterFacts } from "../../domain/attendance/register-facts.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";

/** A fact on which a mark rests, or could: ids and times, never names of people. */
export interface FactBehind {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly said: string;
}

interface Span {
  readonly from: Temporal.Instant;
  /** null while it lasts. */
  readonly to: Temporal.Instant | null;
}

/**
 * What is stored that bears on one student's mark in a session: the session's own plans and events, the student's
 * enrolments in its classes, leave and scans around it, words about the mark, and what is known of the readers of its
 * rooms meanwhile.
 *
 * @param named scans that the mark speaks of, wherever they were
 * @returns in order of `seq`
 */
export function factsBehind(
  facts: RegisterFacts,
  { plan, opensAt, closesAt }: StoredSession,
  student: string,
  named: ReadonlySet<string>,
): readonly FactBehind[] {
  const isHere = (fact: { readonly session: string }): boolean => fact.session === plan.id;
  const touches = ({ from, to }: Span): boolean =>
    from.epochMilliseconds <= closesAt.epochMilliseconds &&
    (to === null || opensAt.epochMilliseconds <= to.epochMilliseconds);
  const isAround = (at: Temporal.Instant): boolean => touches({ from: at, to: at });
  const watches = facts.watches.filter((watch) => plan.rooms.includes(watch.room) && touches(watch));
  const readers = new Set(watches.map(({ reader }) => reader));
  const behind: FactBehind[] = [];
  const add = (kind: string, { id, seq }: Fact, said: string): number => behind.push({ kind, id, seq, said });

  for (const fact of facts.sessions.filter(isHere)) add("session", fact, sessionText(fact));
  for (const fact of facts.enrolments) {
    if (fact.student !== student || !plan.classes.includes(fact.class)) continue;
    add("enrolment", fact, `in class ${fact.class} from ${fact.from} to ${fact.to ?? "now on"}`);
  }
  for (const fact of facts.absences) {
    if (fact.student === student && touches(fact)) add("leave", fact, `${fact.state}, ${spanText(fact)}`);
  }
  for (const fact of facts.corrections.filter(isHere)) {
    if (fact.student !== student) continue;
    const to = fact.kind === "released" ? "released" : JSON.stringify(fact.to);
    add("correction", fact, `${to} by ${fact.actor} at ${fact.at.toString()}`);
  }
  for (const { scan, room, seq } of facts.scans.filter((fact) => fact.student === student)) {
    if (!named.has(scan.id) && !isAround(scan.occurredAt)) continue;
    const direction = scan.direction === null ? "" : `, going ${scan.direction}`;
    const claim = scan.identified ? "" : ", not recognised";
    const said = `${scan.decision}${claim}${direction} in ${room === null ? "no room" : `room ${room}`} at ${scan.occurredAt.toString()}`;
    add("scan", { id: scan.id, seq }, said);
  }
  for (const fact of watches) {
    const health = fact.health ? "which tells its health" : "which tells no health";
    add("watch", fact, `room ${fact.room} by reader ${fact.reader}, ${health}, ${spanText(fact)}`);
  }
  for (const fact of facts.blindness) {
    if (readers.has(fact.reader) && touches(fact)) {
      add("blindness", fact, `reader ${fact.reader}, ${spanText(fact)}`);
    }
  }
  for (const fact of facts.decisions.filter(isHere)) {
    add("decision", fact, `${fact.verdict} about fact ${fact.about}`);
  }
  return behind.sort((a, b) => a.seq - b.seq);
}

/** What was said about a session itself: its plans, and what became of it. */
export function factsAbout(facts: RegisterFacts, { plan }: StoredSession): readonly FactBehind[] {
  return facts.sessions
    .filter(({ session }) => session === plan.id)
    .map((fact) => ({ kind: "session", id: fact.id, seq: fact.seq, said: sessionText(fact) }))
    .sort((a, b) => a.seq - b.seq);
}

function sessionText(fact: RegisterFacts["sessions"][number]): string {
  if (fact.kind === "planned") {
    const { start, end, rooms } = fact.plan;
    const where = rooms.length === 0 ? "no room" : `room ${rooms.join(", ")}`;
    return `planned ${spanText({ from: start, to: end })}, ${where}`;
  }
  if (fact.kind === "judged_by") return `judged by version ${fact.policyVersion} of the policy`;
  return `${fact.kind} at ${fact.at.toString()}`;
}

const spanText = ({ from, to }: Span): string => `from ${from.toString()} to ${to?.toString() ?? "now on"}`;
