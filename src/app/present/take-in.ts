import { Temporal } from "temporal-polyfill";
import { codeKey } from "../../domain/kernel/code-key.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import { addAllTo, takeFrom } from "./draft-map.ts";
import type { News, PresentSource } from "./present-source.ts";
import { type Horizon, hourMs, type PresentDraft, roomHour } from "./present-tables.ts";
import {
  putAttempts,
  putEnrolment,
  putFacts,
  putMarks,
  putSession,
  removeAttempts,
  removeSession,
} from "./put-facts.ts";

/** Sessions whose facts are read at once: in order of time, so that the scans of few hours are. */
const sessionsAtOnce = 100;

export function isHeld({ state, opensAt, closesAt }: StoredSession, { from, to }: Horizon): boolean {
  if (state === "open" || state === "reopened") return true;
  return opensAt.epochMilliseconds <= to && closesAt.epochMilliseconds >= from;
}

/** Reads everything that the present holds into empty tables. */
export async function takeInAll(draft: PresentDraft, source: PresentSource, horizon: Horizon): Promise<void> {
  await takeInPolicies(draft, source);
  await takeInRoomNames(draft, source);
  await takeInPlacements(draft, source, null);
  for (const known of await source.readersNow(null)) draft.readers.set(known.reader, known);
  await takeInIdentifiers(draft, source, null);
  await takeInSessions(draft, source, await sessionsOf(source, horizon), horizon);
}

function sessionsOf(source: PresentSource, { from, to }: Horizon): Promise<readonly string[]> {
  return source.sessionsBetween(
    Temporal.Instant.fromEpochMilliseconds(from),
    Temporal.Instant.fromEpochMilliseconds(to),
  );
}

/** Takes in what a wider horizon holds, and drops what it holds no longer. */
export async function moveHorizon(
  draft: PresentDraft,
  source: PresentSource,
  horizon: Horizon,
): Promise<void> {
  const held = await sessionsOf(source, horizon);
  const news = held.filter((id) => draft.sessions.get(id) === undefined);
  await takeInSessions(draft, source, news, horizon);
  dropBefore(draft, horizon);
}

/** Reads sessions with everything that their marks rest on, and the marks; those outside the horizon are dropped. */
export async function takeInSessions(
  draft: PresentDraft,
  source: PresentSource,
  ids: readonly string[],
  horizon: Horizon,
): Promise<void> {
  if (ids.length === 0) return;
  const found = [...(await source.facts.findSessions(ids))].sort(
    (a, b) => a.opensAt.epochMilliseconds - b.opensAt.epochMilliseconds,
  );
  for (const session of found) if (!isHeld(session, horizon)) dropSession(draft, session.plan.id);
  const held = found.filter((session) => isHeld(session, horizon));
  const classes = [...new Set(held.flatMap(({ plan }) => plan.classes))];
  for (const enrolment of await source.enrolmentsOf(classes)) putEnrolment(draft, enrolment);
  for (let at = 0; at < held.length; at += sessionsAtOnce) {
    const some = held.slice(at, at + sessionsAtOnce);
    for (const session of some) putSession(draft, session);
    const those = some.map(({ plan }) => plan.id);
    putFacts(draft, await source.facts.loadFacts({ sessions: those, students: null }));
    await takeInMarks(draft, source, those);
  }
}

async function takeInMarks(
  draft: PresentDraft,
  source: PresentSource,
  ids: readonly string[],
): Promise<void> {
  const marks = await source.facts.marksOf(ids, null);
  const attempts = await source.facts.attemptsOf(ids, null);
  for (const id of ids) {
    draft.marks.delete(id);
    removeAttempts(draft, id);
  }
  putMarks(draft, marks);
  putAttempts(draft, attempts);
}

async function takeInPolicies(draft: PresentDraft, source: PresentSource): Promise<void> {
  for (const policy of await source.facts.policies()) draft.policies.set(policy.policy.version, policy);
}

async function takeInRoomNames(draft: PresentDraft, source: PresentSource): Promise<void> {
  const names = await source.roomNames();
  for (const [name] of draft.roomNames.entries()) if (!names.has(name)) draft.roomNames.delete(name);
  const keys = new Map<string, string>();
  for (const [name, room] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    draft.roomNames.set(name, room);
    if (!keys.has(codeKey(name))) keys.set(codeKey(name), room);
  }
  for (const [key] of draft.roomKeys.entries()) if (!keys.has(key)) draft.roomKeys.delete(key);
  for (const [key, room] of keys) draft.roomKeys.set(key, room);
}

async function takeInPlacements(
  draft: PresentDraft,
  source: PresentSource,
  senders: readonly string[] | null,
): Promise<void> {
  const found = await source.placementsOf(senders);
  for (const sender of senders ?? []) draft.placements.delete(sender);
  addAllTo(
    draft.placements,
    found,
    ({ sender }) => sender,
    (placement) => placement,
  );
}

async function takeInIdentifiers(
  draft: PresentDraft,
  source: PresentSource,
  keys: readonly string[] | null,
): Promise<void> {
  const found = await source.identifiers(keys);
  for (const key of keys ?? []) draft.identifiers.delete(key);
  addAllTo(
    draft.identifiers,
    found,
    ({ scheme, value }) => `${scheme} ${value}`,
    (identifier) => identifier,
  );
}

/** Brings the present up to date with what others wrote. */
export async function takeInNews(
  draft: PresentDraft,
  source: PresentSource,
  news: News,
  horizon: Horizon,
): Promise<void> {
  const keysOf = (thing: News["changed"][number]["thing"]): string[] =>
    news.changed.flatMap((change) => (change.thing === thing && change.key !== null ? [change.key] : []));
  const { facts } = news;
  if (keysOf("policy").length > 0) await takeInPolicies(draft, source);
  if (keysOf("room_name").length > 0) await takeInRoomNames(draft, source);
  const placed = [...new Set(keysOf("placement"))];
  if (placed.length > 0) await takeInPlacements(draft, source, placed);
  const readers = [...new Set(keysOf("reader"))];
  if (readers.length > 0) {
    for (const known of await source.readersNow(readers)) draft.readers.set(known.reader, known);
  }
  const identifiers = keysOf("identifier");
  if (identifiers.length > 0) await takeInIdentifiers(draft, source, identifiers);

  putFacts(draft, { ...facts, scans: [] });
  const classes = keysOf("enrolment").filter((of) => (draft.sessionsOfClass.get(of) ?? []).length > 0);
  if (classes.length > 0) {
    for (const enrolment of await source.enrolmentsOf(classes)) putEnrolment(draft, enrolment);
  }
  const scans = [...new Set([...keysOf("scan"), ...news.joined])];
  const joined = scans.length === 0 ? [] : await source.scansById(scans);
  putFacts(draft, { ...facts, scans: joined });

  const changed = new Set([...keysOf("session"), ...facts.sessions.map(({ session }) => session)]);
  await takeInSessions(draft, source, [...changed], horizon);
  for (const id of news.away) dropSession(draft, id);
  const marked = [...new Set([...keysOf("mark"), ...keysOf("attempt")])].filter(
    (id) => !changed.has(id) && draft.sessions.get(id) !== undefined,
  );
  if (marked.length > 0) await takeInMarks(draft, source, marked);

  // Somebody who is expected where nobody expected them before: what was seen of them there was of no interest.
  const students = [
    ...new Set([...facts.enrolments, ...facts.corrections, ...facts.absences].map(({ student }) => student)),
  ];
  const near = [...new Set(students.flatMap((student) => sessionsOfStudent(draft, student)))];
  if (near.length > 0) putFacts(draft, await source.facts.loadFacts({ sessions: near, students }));
}

function sessionsOfStudent(draft: PresentDraft, student: string): readonly string[] {
  const classes = (draft.enrolmentsOfStudent.get(student) ?? []).flatMap(
    (id) => draft.enrolments.get(id)?.class ?? [],
  );
  return [
    ...classes.flatMap((of) => draft.sessionsOfClass.get(of) ?? []),
    ...(draft.correctedSessions.get(student) ?? []).filter((id) => draft.sessions.get(id) !== undefined),
  ];
}

function dropSession(draft: PresentDraft, id: string): void {
  const session = draft.sessions.get(id);
  if (!session) return;
  removeSession(draft, session);
  draft.said.delete(id);
  draft.corrections.delete(id);
  draft.decisions.delete(id);
  for (const student of draft.marks.get(id)?.keys() ?? []) takeFrom(draft.markedSessions, student, id);
  draft.marks.delete(id);
  removeAttempts(draft, id);
}

function takeSighting(draft: PresentDraft, student: string, id: string): void {
  draft.scansOfStudent.remove(student, id);
}

/**
 * Drops sessions that lie before the horizon, the scans of their time, and enrolments in classes that no held session
 * names. One that met for another class before names that one still: when it is final, it keeps the plan of then.
 */
function dropBefore(draft: PresentDraft, horizon: Horizon): void {
  for (const [id, session] of [...draft.sessions.entries()]) {
    if (!isHeld(session, horizon)) dropSession(draft, id);
  }
  const oldest = [...draft.sessions.entries()].reduce(
    (least, [, { opensAt }]) => Math.min(least, opensAt.epochMilliseconds),
    horizon.from,
  );
  const first = Math.floor(oldest / hourMs) * hourMs;
  for (const [id, words] of [...draft.scans.entries()]) {
    const [scan] = words;
    if (!scan || scan.scan.occurredAt.epochMilliseconds >= first) continue;
    for (const { student } of words) if (student !== null) takeSighting(draft, student, id);
    for (const { room } of words) {
      if (room !== null) draft.scansOfRoom.delete(roomHour(room, scan.scan.occurredAt.epochMilliseconds));
    }
    draft.scans.delete(id);
  }
  const named = new Set<string>();
  for (const [, words] of draft.said.entries()) {
    for (const { fact } of words)
      if (fact.kind === "planned") for (const of of fact.plan.classes) named.add(of);
  }
  for (const [of, enrolments] of [...draft.enrolmentsOfClass.entries()]) {
    if (named.has(of) || (draft.sessionsOfClass.get(of) ?? []).length > 0) continue;
    for (const id of enrolments) {
      const enrolment = draft.enrolments.get(id);
      if (enrolment) takeFrom(draft.enrolmentsOfStudent, enrolment.student, id);
      draft.enrolments.delete(id);
    }
    draft.enrolmentsOfClass.delete(of);
  }
  for (const [id, words] of [...draft.enrolmentFacts.entries()]) {
    const held = words.some(
      ({ class: of }) => named.has(of) || draft.enrolmentsOfClass.get(of) !== undefined,
    );
    if (!held) draft.enrolmentFacts.delete(id);
  }
}
