import fc from "fast-check";
import { expect, test } from "vitest";
import { describeMark, type MarkScene } from "../../../src/app/registers/describe-mark.ts";
import { scansOfMark } from "../../../src/app/registers/mark-view.ts";
import { foldRegister } from "../../../src/domain/attendance/fold-register.ts";
import { nearReason, nearTimes } from "../../../src/domain/attendance/near-reason.ts";
import type { ScanFact } from "../../../src/domain/attendance/register-facts.ts";
import { isSighting } from "../../../src/domain/attendance/sighting.ts";
import { type SessionWindow, windowOf } from "../../../src/domain/timetable/session-window.ts";
import {
  clock,
  inForce,
  london,
  ms,
  session,
  standingSession,
  writeFacts,
} from "../../domain/attendance/school.ts";

const rooms = ["R1", "R2"] as const;
const start = ms("09:00");

/** What a reader told of one student, between 07:00 and 12:00, and whether it did so when the register was final. */
const told = fc.array(
  fc.record({
    minute: fc.integer({ min: -120, max: 180 }),
    room: fc.constantFrom(...rooms),
    decision: fc.constantFrom("granted", "granted", "granted", "late", "denied", "denied" as const),
    identified: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
    direction: fc.constantFrom(null, null, "in", "out" as const),
    late: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  }),
  { maxLength: 8 },
);

const school = fc.record({
  told,
  kind: fc.constantFrom("timetabled", "standing" as const),
  /** Of another session of the same student: its room and start, in minutes from the first one's; null for none. */
  other: fc.option(fc.record({ room: fc.constantFrom(...rooms), minute: fc.constantFrom(-60, 0, 30, 60) })),
  policy: fc.record({
    trustDeviceLate: fc.boolean(),
    wrongRoom: fc.constantFrom("flag", "accept", "ignore" as const),
  }),
  now: fc.constantFrom("08:40", "08:50", "09:30", "10:10", "12:30", "23:00"),
  watched: fc.boolean(),
});

/** The times at which a sentence says that nobody, or nobody coming in, was seen in the rooms; null for none. */
function denied(
  sentence: string,
  window: SessionWindow,
  now: number,
): { readonly from: number; readonly to: number; readonly out: boolean } | null {
  const [, coming, span] = /not seen (coming in to|in) \S+ (.+?)(?:,|;|\.| so far| \()/.exec(sentence) ?? [];
  if (span === undefined) return null;
  const out = coming === "in";
  if (span === "on that day") return { from: window.opens, to: window.closes, out };
  const [, since] = /^since (\d\d:\d\d)$/.exec(span) ?? [];
  if (since !== undefined) return { from: ms(since), to: now, out };
  const [, from, to] = /^between (\d\d:\d\d) and (\d\d:\d\d)$/.exec(span) ?? [];
  if (from === undefined || to === undefined) throw new Error(`not understood: ${span}`);
  return { from: ms(from), to: ms(to), out };
}

/** As the store tells it. */
function attemptOf(scan: string | undefined, stored: readonly ScanFact[]): MarkScene["attempt"] {
  const fact = stored.find((one) => one.scan.id === scan);
  if (fact === undefined) return null;
  const { occurredAt: at, decision, identified } = fact.scan;
  return { room: fact.room, at, decision, identified, reason: null };
}

test("no sentence denies a scan that is stored, and every scan near stands in the mark or beside it", () => {
  let [deniedSome, besideSome, firstSome, turnedSome] = [0, 0, 0, 0];
  fc.assert(
    fc.property(school, ({ told: scans, kind, other, policy, now: time, watched }) => {
      const { facts, ...write } = writeFacts();
      const planned = write.plan(kind === "standing" ? standingSession() : session());
      if (other !== null) {
        const from = clock("09:00").add({ minutes: other.minute });
        write.plan(
          session({ id: "other", rooms: [other.room], start: from, end: from.add({ minutes: 60 }) }),
        );
      }
      write.enrol("S1");
      write.enrol("S2");
      if (watched) write.watch();
      write.see("S2", "09:00");
      const now = ms(time);
      const known = scans.filter(({ minute }) => start + minute * 60_000 <= now);
      const see = ({ minute, room, decision, identified, direction }: (typeof scans)[number]) => ({
        ...write.see("S1", clock("09:00").add({ minutes: minute }), room, {
          decision,
          identified,
          direction,
        }),
        room,
      });
      const isFinal = now > ms("12:00");
      const seen = known.filter(({ late }) => !(late && isFinal)).map(see);
      if (isFinal) write.finalise("12:00", planned.id);
      const late = known.filter((one) => one.late && isFinal).map(see);

      const policies = inForce(policy);
      const register = foldRegister(facts, policies, clock(time)).find(
        ({ session: { id } }) => id === planned.id,
      );
      const mark = register?.marks.get("S1");
      const rule = policies[0]?.policy;
      if (!register || mark === undefined || rule === undefined) throw new Error("nobody is expected");
      const window = windowOf(planned, rule);
      const stored = [...seen, ...late];
      const sentence = describeMark(mark, {
        window,
        policy: rule,
        timeZone: london,
        rooms: planned.rooms,
        sightings: new Map(stored.map(({ scan, room }) => [scan.id, { room, at: scan.occurredAt }])),
        lateFacts: late.length > 0,
        signed: null,
        blind: [],
        tells: true,
        otherSessions: new Map(),
        absences: new Map(),
        by: null,
        attempt: attemptOf(register.attempts.get("S1")?.scan, stored),
        turnedAway: register.attempts.size,
      });

      const named = new Set(scansOfMark(mark));
      const { from, to } = nearTimes(window);
      for (const { scan, room } of stored) {
        const at = scan.occurredAt.epochMilliseconds;
        if (at < from || at > to || named.has(scan.id)) continue;
        besideSome += 1;
        const because = nearReason({ ...scan, room }, window, planned.rooms);
        // The reason is the scan's own: none in the room, in the window, is called before it, after it or elsewhere.
        const within = at >= window.opens && at <= window.closes && planned.rooms.includes(room);
        expect(isSighting(scan) && within && scan.direction !== "out", `${because}: ${sentence}`).toBe(
          because === "not_counted",
        );
      }

      const span = denied(sentence, window, now);
      if (span !== null) {
        deniedSome += 1;
        const against = seen.filter(({ scan, room }) => {
          const at = scan.occurredAt.epochMilliseconds;
          return (
            isSighting(scan) &&
            planned.rooms.includes(room) &&
            at >= span.from &&
            at < span.to &&
            (span.out || scan.direction !== "out")
          );
        });
        expect(against, sentence).toEqual([]);
        // Who was turned away there, or only named, was at the door: that is no "not seen in", and the last is told.
        const turnedAway = [...seen, ...late].filter(
          ({ scan, room }) =>
            !isSighting(scan) &&
            scan.direction !== "out" &&
            planned.rooms.includes(room) &&
            scan.occurredAt.epochMilliseconds >= span.from &&
            scan.occurredAt.epochMilliseconds < span.to,
        );
        if (turnedAway.length > 0) {
          turnedSome += 1;
          expect(span.out, sentence).toBe(false);
          expect(sentence).toMatch(/\((turned away|named, but not recognised,) in R\d at \d\d:\d\d\)/);
        }
        if (late.length > 0) expect(sentence).toContain("as far as was known");
      }

      const [, since, place, at] =
        /first seen arriving since (\d\d:\d\d)(?: in (\S+))? at (\d\d:\d\d)/.exec(sentence) ?? [];
      if (since !== undefined && at !== undefined) {
        firstSome += 1;
        const earlier = seen.filter(({ scan, room }) => {
          const when = scan.occurredAt.epochMilliseconds;
          return (
            isSighting(scan) &&
            scan.direction !== "out" &&
            room === place &&
            planned.rooms.includes(room) &&
            when >= ms(since) &&
            when < ms(at)
          );
        });
        expect(earlier, sentence).toEqual([]);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(deniedSome, besideSome, firstSome)).toBeGreaterThan(50);
  expect(turnedSome).toBeGreaterThan(10);
});
