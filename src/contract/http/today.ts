import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { rateView } from "./rate.ts";
import { personView, sessionStates } from "./sessions.ts";

/** Today: every session of a local day, whatever its kind, with who is there. */

const instant = z.string().describe("RFC 3339, UTC");
const seats = z.int().describe("Seats: a person in a session");

/** How the seats of a session stand at an instant; the parts but `late` add up to `expected`. */
export const standView = z.object({
  expected: seats,
  /** Seen, those who came late among them. */
  here: seats,
  /** Of those who are here. */
  late: seats,
  /** Not seen by a reader that would have seen them, or absent. */
  missing: seats,
  /** Not seen while the reader could not have seen them. */
  cannotBeKnown: seats,
  /** A person has to say. */
  toReview: seats,
  /** On leave, or at an approved activity elsewhere. */
  away: seats,
  /** Nobody need have come yet. */
  toCome: seats,
  /** Cancelled, or at another session at the same time. */
  notCounted: seats,
});

/** How many equal parts of [opens, end] the arrivals of a session are counted in. */
export const arrivalParts = 24;

/** One session of the day, as boards and lists show it. */
export const sessionCard = z.object({
  id: z.string(),
  /** A standing session is of a whole local day. */
  kind: z.enum(["timetabled", "standing"]),
  title: z.string(),
  /** A lecture, a seminar; empty where nobody says. */
  sort: z.string(),
  /** Codes. */
  classes: z.array(z.string()),
  rooms: z.array(z.string()),
  staff: z.array(personView),
  start: instant,
  end: instant,
  opens: instant,
  /** Seen by then is present, in a session of the timetable. */
  onTimeUntil: instant,
  /** Seen by then is late; until then people arrive. */
  lateUntil: instant,
  closes: instant,
  state: z.enum(sessionStates),
  /** false for one that counts in no rate. */
  required: z.boolean(),
  /** Seats by the status that is stored; with `unstored` they add up to those expected. */
  counts: z.partialRecord(z.enum(markStatuses), z.int()),
  /** Seats of which nothing is stored: the clock says what they are. */
  unstored: z.int(),
  /** The same at the `now` of the answer. */
  stand: standView,
  /** What one seat of a status adds to the rate once it has begun; a status that is left out does not count. */
  worth: z.partialRecord(z.enum(markStatuses), z.object({ earned: z.number(), possible: z.number() })),
  /** People who were turned away at the session's rooms, or only claimed a name, and were not seen otherwise. */
  attempts: z.int(),
  /** Seats whose student was first seen in each of 24 equal parts of [opens, end]. */
  arrivals: z.array(z.int()).length(arrivalParts),
  /** The readers of its rooms that tell their health; none means that nobody can say how well it was watched. */
  readers: z.array(z.object({ reader: z.string(), room: z.string() })),
  /** When one of them was blind within [opens, closes]; `to` is null while it lasts. */
  blind: z.array(z.object({ reader: z.string(), room: z.string(), from: instant, to: instant.nullable() })),
  /** When nothing is known of a reader in one of its rooms, so far, while people arrive; `to` is null while that lasts. */
  unknown: z.array(z.object({ room: z.string(), from: instant, to: instant.nullable() })),
  /** As much of it as decides that nobody can say who came (`unknownBeside`): beside time of which something is known. */
  unknownBeside: z.array(z.object({ from: instant, to: instant })),
  /** The share of the arrival window (percent) that may be blind before nobody can say who was missing. */
  maxBlindPct: z.number(),
  /** Marks that need a person: to review, or in conflict. */
  toLookAt: z.int(),
  signedOff: z.object({ at: instant, by: z.string() }).nullable(),
});
export type SessionCard = z.infer<typeof sessionCard>;

/** `GET /api/v1/today`. */
export const todayView = z.object({
  day: z.string(),
  /** When the local day begins, and when the next one does. */
  from: instant,
  to: instant,
  timeZone: z.string(),
  now: instant,
  /** The change up to which this is the state of things; live changes after it fold in. */
  seq: z.int(),
  /** By (start, id). */
  sessions: z.array(sessionCard),
  /** Of the day's sessions so far, by the policy in force. */
  rate: rateView,
  /** Whether anybody was ever seen in the school: before that a rate of 0 tells nothing of its students. */
  anybodySeen: z.boolean(),
  /** The percentages from which a rate is good, and below which it is poor. */
  bands: z.object({ goodAt: z.number(), poorBelow: z.number() }),
  /**
   * Seats whose student was first seen, by quarter of an hour of the local day (0 to 95); others are left out. Who comes to
   * several sessions arrives in each.
   */
  arrivals: z.array(z.object({ slot: z.int(), seats: z.int() })),
  /** Registers of earlier days that nobody signed and that are not final. */
  unsigned: z.object({ registers: z.int(), firstDay: z.string().nullable() }),
  /** Students in some class today or later: none means that nothing was set up yet. */
  students: z.int(),
  /** Why nothing may be on. */
  holiday: z.string().nullable(),
  /** The next day after this one that has sessions of the timetable. */
  nextDay: z.object({ day: z.string(), sessions: z.int() }).nullable(),
});
export type TodayView = z.infer<typeof todayView>;

/** `POST /api/v1/attention/snooze`: puts a group of what needs a look, or one thing of it, away until an instant, or takes it up again. */
export const snoozeRequest = z.strictObject({
  /** A group's, or that of one thing (`keyOfAttention`). */
  key: z.string().min(1).max(600),
  /** null takes it up again at once. */
  until: z.iso.datetime({ offset: true }).nullable(),
});
