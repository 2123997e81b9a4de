import type { Temporal } from "temporal-polyfill";
import type { MarkExplanationView } from "../../contract/http/sessions.ts";
import { explainMark } from "../../domain/attendance/explain-mark.ts";
import { toRoundedNumber } from "../../domain/kernel/rational.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { shownMark, unstoredMark } from "../facts/unstored-mark.ts";
import { readMarkScene, sceneOfMark } from "./mark-scene.ts";
import { scansOfMark, toMarkView } from "./mark-view.ts";
import { type Coverage, coverageOf } from "./read-coverage.ts";
import { readNear } from "./read-near.ts";
import { readUnknowable } from "./read-unknowable.ts";
import { readProposals } from "./register-view.ts";
import { toRevisionView } from "./revision-view.ts";
import { epochText, instantText, judgedUnder, toSessionRow } from "./session-row.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";
import { studentsOfSession } from "./students-of-session.ts";

/** Scans told beside a mark: of a student at a gate there may be many. */
const mostNear = 50;

/** One mark with its whole history and everything it rests on; null where the student has none in the session. */
export async function readMarkExplanation(
  reading: SessionsReading,
  session: string,
  studentId: string,
  now: Temporal.Instant,
): Promise<MarkExplanationView | null> {
  const [head] = await reading.heads([session]);
  if (!head) return null;
  const student = (await studentsOfSession(reading, head.stored, [studentId])).get(studentId);
  if (student === undefined) return null;
  const [seat] = await reading.seats(session, student);
  if (!seat) return null;
  const policies = await reading.policies();
  const under = judgedUnder(head, policies);
  const state = stateAt(head.stored, now);
  const unknowable = (await readUnknowable(reading, [head], policies, now)).has(session);
  const entry = shownMark(
    seat.mark?.entry ?? null,
    unstoredMark(state, under.window, under.policy.version, now, unknowable),
  );
  const revisions = await reading.revisions(session, student);
  const entries = [entry, ...revisions.map((revision) => revision.entry)];
  const coverage = await coverageOf(reading, head, now);
  const scene = await readMarkScene(reading, head, under, entries, now, async () => coverage);
  const current = currentPolicy(policies, now);
  const { rule, step, passedOver, judgedBy, worth, bounds } = explainMark(
    entry,
    { ...under, state },
    current,
  );
  const mark = toMarkView(
    seat.person,
    entry,
    seat.mark?.revision ?? 0,
    sceneOfMark(scene, student, seat.mark),
  );
  // A signer's word stands in for a reader that could not see: that would count more, and there is some of it.
  const absentOnes =
    mark.word === "signature" ? passedOver.filter((each) => each !== "needs_review") : passedOver;
  const proposals = await readProposals(reading, session, now);
  const around = await readNear(reading, head, under.window, new Map([[student, entry]]), mostNear);
  const near = around.get(student);
  return {
    session: toSessionRow(
      head,
      await reading.seatCounts([session]),
      proposals.length,
      policies,
      now,
      unknowable,
    ),
    mark,
    rule,
    step,
    passedOver: [...absentOnes],
    policyVersion: judgedBy,
    credit: worth.counted ? toRoundedNumber(worth.credit, 4) : null,
    bounds: {
      opens: epochText(bounds.opens),
      start: epochText(under.window.start),
      onTimeUntil: epochText(bounds.onTimeUntil),
      lateUntil: epochText(bounds.lateUntil),
      end: epochText(bounds.end),
      closes: epochText(bounds.closes),
    },
    watch: await readWatch(reading, head, coverage, now),
    scans: [...(await reading.scans(scansOfMark(entry)))],
    near: near?.scans ?? [],
    nearMore: near?.more ?? 0,
    history: revisions.map((revision) => toRevisionView(revision, student, scene)),
  };
}

/** How well the rooms of the session were watched. */
async function readWatch(
  reading: SessionsReading,
  head: SessionHead,
  coverage: Coverage,
  now: Temporal.Instant,
): Promise<MarkExplanationView["watch"]> {
  const { id } = head.stored.plan;
  const isAhead = stateAt(head.stored, now) === "scheduled";
  return {
    // Before it opens the readers that are there are what there is to tell.
    tells: coverage.tells || (isAhead && (await reading.readers([id])).length > 0),
    blind: coverage.spells.map(({ room, from, to, unknown }) => ({
      room,
      from: instantText(from),
      to: to === null ? null : instantText(to),
      unknown,
    })),
  };
}

/** The newest version that is in force, by which worth is told. */
function currentPolicy(policies: readonly DatedPolicy[], now: Temporal.Instant): Policy {
  const begun = policies.filter(({ from }) => from.epochMilliseconds <= now.epochMilliseconds);
  const newest = (begun.length > 0 ? begun : policies).reduce<Policy | null>(
    (best, { policy }) => (best === null || policy.version > best.version ? policy : best),
    null,
  );
  if (newest === null) throw new RangeError("an institution has at least one version of its policy");
  return newest;
}
