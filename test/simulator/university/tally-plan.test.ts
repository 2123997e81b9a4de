import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { scansOf, type UniversityScan } from "../../../simulator/university/scans-of.ts";
import { tallyPlan } from "../../../simulator/university/tally-plan.ts";
import type { University } from "../../../simulator/university/university.ts";
import { foldRegister } from "../../../src/domain/attendance/fold-register.ts";
import { noFacts, type RegisterFacts } from "../../../src/domain/attendance/register-facts.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { make, smallMaking } from "./any-university.ts";

const minute = 60_000;
const instant = (at: number) => Temporal.Instant.fromEpochMilliseconds(at);

/** A school and what its devices told as the facts that a server would hold, were everything known to it. */
function factsOf(school: University, scans: readonly UniversityScan[], asOf: number): RegisterFacts {
  let seq = 0;
  const next = () => {
    seq += 1;
    return { id: `fact ${seq}`, seq };
  };
  return {
    ...noFacts,
    sessions: school.sessions.map((session) => ({
      ...next(),
      kind: "planned",
      session: session.id,
      plan: {
        id: session.id,
        kind: "timetabled",
        start: instant(session.from),
        end: instant(session.to),
        timeZone: school.size.timeZone,
        day: session.day,
        rooms: [session.room],
        classes: [session.class],
        required: true,
        weight: 1,
      },
    })),
    enrolments: school.enrolments.map(({ student, class: code, from, to }) => {
      const fact = next();
      return { ...fact, enrolment: fact.id, student, class: code, from, to, at: instant(0) };
    }),
    scans: scans
      .filter(({ lost }) => !lost)
      .map(({ message, room }) => ({
        ...next(),
        room,
        student: message.subject?.value ?? null,
        scan: {
          id: message.event_id,
          occurredAt: Temporal.Instant.from(message.occurred_at),
          contentHash: message.event_id,
          decision: message.decision ?? "granted",
          identified: message.decision === "granted",
          direction: message.direction ?? null,
        },
      })),
    watches: school.rooms.map(({ code, device }) => {
      const fact = next();
      const from = instant(school.promised.from - 120 * minute);
      return { ...fact, watch: fact.id, room: code, reader: device.name, from, to: null, health: true };
    }),
    blindness: school.rooms.flatMap(({ device }) =>
      device.dead
        .filter(({ from }) => from <= asOf)
        .map(({ from, to }) => {
          const fact = next();
          return { ...fact, blindness: fact.id, reader: device.name, from: instant(from), to: instant(to) };
        }),
    ),
  };
}

test.each([7, 11, 12, 13])("what seed %i plans is what the rules of attendance make of its scans", (seed) => {
  const school = make({
    ...smallMaking,
    seed,
    size: { ...smallMaking.size, classes: 14, rooms: 8, days: 9 },
  });
  // No session is still in the minutes in which people go.
  const asOf = smallMaking.anchor + 20 * minute;
  const scans = scansOf(school, { from: 0, to: asOf });
  const plan = tallyPlan(school, scans, asOf);
  const over = new Set(school.sessions.filter(({ to }) => to <= asOf).map(({ id }) => id));
  const registers = foldRegister(
    factsOf(school, scans, asOf),
    [{ policy: creditPolicy, from: instant(0) }],
    instant(asOf),
  );
  const counts: Record<string, number> = {};
  for (const register of registers) {
    if (!over.has(register.session.id)) continue;
    expect(register.state).toBe("closed");
    for (const [status, count] of Object.entries(register.counts)) {
      counts[status] = (counts[status] ?? 0) + count;
    }
  }
  const { review, clash, ...same } = plan.marks;
  const planned = { ...same, needs_review: review, not_possible: clash };
  expect(Object.fromEntries(Object.entries(planned).filter(([, count]) => count > 0))).toEqual(counts);
  expect(plan.marks.absent).toBeGreaterThan(0);
});
