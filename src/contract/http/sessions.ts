import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { neededLine, oneLine, passage } from "./one-line.ts";
import { scanView } from "./scans.ts";

/** Sessions of either kind and their registers. All instants are RFC 3339 in UTC; `seq` grows in commit order. */

const instant = z.string().describe("RFC 3339, UTC");
const status = z.enum(markStatuses);
export const sessionStates = ["scheduled", "open", "closed", "final", "reopened", "cancelled"] as const;
const counts = z
  .partialRecord(status, z.int())
  .describe("Students per status; they add up to those expected. A status that none has is left out");

/** A person as pages name one: the id is the student's or the staff member's own, as on a card. */
export const personView = z.object({
  id: z.string(),
  /** null where the roster holds no name. */
  name: z.string().nullable(),
});
export type PersonView = z.infer<typeof personView>;

export const sessionRow = z.object({
  id: z.string(),
  /** A standing session is of a whole local day, and never waits for a signature. */
  kind: z.enum(["timetabled", "standing"]),
  /** ISO date on which it starts in its zone. */
  day: z.string(),
  start: instant,
  end: instant,
  timeZone: z.string(),
  title: z.string(),
  /** A lecture, a seminar; empty where nobody says. */
  sort: z.string(),
  state: z.enum(sessionStates),
  mode: z.enum(["in_person", "remote", "hybrid"]),
  required: z.boolean(),
  weight: z.number(),
  rooms: z.array(z.string()),
  classes: z.array(z.object({ code: z.string(), title: z.string() })),
  staff: z.array(personView),
  counts,
  expected: z.int(),
  /** How many marks need a person: to review, in conflict, proposed. */
  toLookAt: z.int(),
  /** How many of them only facts that came after the register was final would change. */
  proposals: z.int(),
  signedOff: z.object({ at: instant, by: z.string() }).nullable(),
});
export type SessionRow = z.infer<typeof sessionRow>;

export const sessionList = z.object({
  /** The local days that were asked for, both inclusive. */
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  now: instant,
  /** By (start, id). */
  sessions: z.array(sessionRow),
  next: z.string().nullable(),
});
export type SessionList = z.infer<typeof sessionList>;

export const markFlagCodes = [
  "wrong_room",
  "possible_exit",
  "seen_after_end",
  "out_without_arrival",
  "leave_and_seen",
  "device_disagrees",
  "first_seen_after_blindness",
  "conflict",
] as const;

export const markSources = ["automatic", "manual", "leave", "import"] as const;

/** One student in one session. */
export const markView = z.object({
  student: personView,
  status,
  /** Minutes late, where the clock or a person said so. */
  minutesLate: z.int().nullable(),
  minutesPresent: z.int().nullable(),
  firstSeen: instant.nullable(),
  lastSeen: instant.nullable(),
  source: z.enum(markSources),
  /**
   * The word of a person that it is, if it is one: a correction of this mark, or an import's, which can be released; or what
   * a signer said of those whom no reader could see, which stands and falls with the signature.
   */
  word: z.enum(["correction", "signature"]).nullable(),
  flags: z.array(z.enum(markFlagCodes)),
  /** 0 for a mark that is not stored, since nothing is known yet. */
  revision: z.int(),
  /** Why, in one sentence that the student understands. */
  why: z.string(),
});
export type MarkView = z.infer<typeof markView>;

export const nearReasons = [
  "turned_away",
  "not_recognised",
  "before_window",
  "after_window",
  "other_room",
  "going_out",
  "not_counted",
] as const;

/** A scan near a session that the mark there does not rest on, and why it does not. */
export const nearView = z.object({
  scan: z.string(),
  at: instant,
  /** The room's code, or what the device called the place; null where it called it nothing. */
  place: z.string().nullable(),
  because: z.enum(nearReasons),
});
export type NearView = z.infer<typeof nearView>;

/** What later facts would make of a mark in a final session. */
export const proposalView = z.object({
  student: personView,
  from: status.nullable(),
  to: status.nullable(),
  /** The ids of the facts that came too late. */
  facts: z.array(z.string()),
  /** What came, in one sentence. */
  because: z.string(),
});

/** What keeps a closed session from becoming final by itself. */
export const finalityView = z.object({
  at: instant.nullable(),
  obstacles: z.array(z.string()),
});

export const registerView = z.object({
  session: sessionRow,
  /** Of a demonstration that was ended: no list or figure of the school has it. */
  ofEndedDemo: z.boolean(),
  now: instant,
  /** The change number up to which this is the state of things. */
  seq: z.int(),
  window: z.object({
    opens: instant,
    onTimeUntil: instant,
    lateUntil: instant,
    end: instant,
    closes: instant,
  }),
  policy: z.object({ version: z.int(), name: z.string() }),
  /** What this actor may do: rights are asked for each session. */
  may: z.object({
    /** Correct marks and sign off. */
    write: z.boolean(),
    /** Move, cancel and restore it, and add students. */
    change: z.boolean(),
    /** Reopen it when it is final, and decide on late facts. */
    reopen: z.boolean(),
  }),
  finality: finalityView.nullable(),
  /**
   * The signature that stands, and can be taken back until the register is final; one of before it was reopened stands too,
   * though the register waits for another. null where there is none.
   */
  signature: z.object({ by: z.string(), at: instant }).nullable(),
  /** By student id. */
  marks: z.array(markView),
  /**
   * What was seen of students near the session, beside what their marks rest on: an hour around the window, at any place;
   * of a standing session on its day. Only of those of whom there is any.
   */
  near: z.array(
    z.object({
      student: z.string(),
      /** Those nearest to the start, earliest first. */
      scans: z.array(nearView),
      /** How many there are beyond these. */
      more: z.int(),
    }),
  ),
  proposals: z.array(proposalView),
  /** Who of those expected was turned away at a room of the session, or only claimed a name, and how the newest went. */
  attempts: z.array(
    z.object({
      student: z.string(),
      times: z.int(),
      at: instant,
      decision: z.enum(["granted", "denied", "late", "unknown"]),
      reason: z.string().nullable(),
    }),
  ),
  /** Seen in the room within the window, and expected nowhere. */
  visitors: z.array(z.object({ student: personView, at: instant, scan: z.string() })),
  /** Who confirmed by the code of the room on one device: each group of students who share one. */
  sharedBrowsers: z.array(z.array(personView)),
  /** The readers that are in the session's rooms, and how each is; none where no reader tells its health there. */
  readers: z.array(
    z.object({
      reader: z.string(),
      room: z.string(),
      state: z.enum(["well", "silent"]),
      /** Its last sign of life: since then a silent one could have seen nobody. */
      lastAt: instant,
    }),
  ),
  /** When readers of the session's rooms could see nobody, or nothing is known of them, earliest first; `to` is null while it lasts. */
  blind: z.array(
    z.object({
      room: z.string(),
      from: instant,
      to: instant.nullable(),
      unknown: z
        .boolean()
        .describe("whether nothing is known of the reader, rather than that it could see nobody"),
    }),
  ),
  /** The students of whom signing off must say expressly what became of them, since the reader could not see all. */
  unanswered: z.array(z.string()),
});
export type RegisterView = z.infer<typeof registerView>;

/** One revision of a mark. */
export const revisionView = z.object({
  revision: z.int(),
  seq: z.int(),
  status,
  source: z.enum(markSources),
  at: instant,
  actor: z.string(),
  role: z.string(),
  reason: z.string().nullable(),
  policyVersion: z.int(),
  why: z.string(),
});

/** A mark with its whole history and everything it rests on. */
export const markExplanationView = z.object({
  session: sessionRow,
  mark: markView,
  rule: z.string(),
  /** The step of the order of authority that settled it, and those above that did not apply. */
  step: z.string(),
  passedOver: z.array(z.string()),
  policyVersion: z.int(),
  /** Its worth by the current policy, `1`, `1/2`; null when it does not count. */
  credit: z.number().nullable(),
  /** The bounds that it was judged by; leave that ended after the start moves the second and the third. */
  bounds: z.object({
    opens: instant,
    start: instant,
    onTimeUntil: instant,
    lateUntil: instant,
    end: instant,
    closes: instant,
  }),
  /** Whether a reader of the session's rooms told its health, and when one could have seen nobody or nothing is known of it. */
  watch: z.object({
    tells: z.boolean(),
    blind: z.array(
      z.object({
        room: z.string(),
        from: instant,
        to: instant.nullable().describe("null while it lasts"),
        unknown: z
          .boolean()
          .describe("whether nothing is known of the reader, rather than that it could see nobody"),
      }),
    ),
  }),
  scans: z.array(scanView),
  /** What was seen near the session beside these, earliest first. */
  near: z.array(nearView),
  /** How many there are beyond these. */
  nearMore: z.int(),
  /** Newest first. */
  history: z.array(revisionView),
});
export type MarkExplanationView = z.infer<typeof markExplanationView>;

const reason = neededLine(500);

/** `POST /api/v1/sessions/{id}/marks/{student}`: what a person says that the mark is. */
export const correctionRequest = z.strictObject({
  to: z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("present") }),
    z.strictObject({ status: z.literal("late"), minutesLate: z.int().min(0).nullable().default(null) }),
    z.strictObject({
      status: z.literal("late_after_close"),
      minutesLate: z.int().min(0).nullable().default(null),
    }),
    z.strictObject({ status: z.literal("absent") }),
    z.strictObject({ status: z.literal("absent_authorised") }),
    z.strictObject({ status: z.literal("elsewhere") }),
    z.strictObject({ status: z.literal("not_possible") }),
    /** Back to what the facts conclude by themselves. */
    z.strictObject({ status: z.literal("automatic") }),
  ]),
  reason,
  /** The revision that the person saw; when the mark has changed since, nothing is written and the answer is 409. */
  revision: z.int().min(0),
});
export type CorrectionRequest = z.infer<typeof correctionRequest>;

/** `POST /api/v1/sessions/{id}/marks`: the same for many students at once. */
export const correctionsRequest = z.strictObject({
  students: z
    .array(z.strictObject({ student: z.string(), revision: z.int().min(0) }))
    .min(1)
    .max(1000),
  to: correctionRequest.shape.to,
  reason,
});

/** `POST /api/v1/sessions/{id}/{unsign|reopen|cancel}`. */
export const reasonRequest = z.strictObject({ reason });
export const signOffRequest = z
  .strictObject({
    reason: oneLine(500).default(""),
    unseen: z
      .enum(["absent", "review"])
      .nullable()
      .default(null)
      .describe(
        "Of those of whom it cannot be known whether they came: absent, as you saw it, or left for review. Needed where there are any",
      ),
    of: z
      .array(z.string())
      .max(100_000)
      .nullable()
      .default(null)
      .describe(
        "The students of whom `unseen` is said, as `unanswered` of the register named them. Refused with 409 where they are others by now",
      ),
  })
  .refine(({ unseen, of }) => unseen === null || of !== null, {
    path: ["of"],
    message: "missing; name the students of whom it is said, as `unanswered` of the register has them",
  });

const beside = z
  .boolean()
  .describe(
    "Said where a class has another session at that time, and both are meant; refused with 409 without it",
  );

/** `POST /api/v1/sessions/{id}/restore`. */
export const restoreRequest = reasonRequest.extend({ beside: beside.default(false) });

/** `POST /api/v1/sessions/{id}/move`: where and when it is now, "we moved to B12", and who takes it; what is left out stays. */
export const moveRequest = z.strictObject({
  rooms: z.array(neededLine(200)).max(20).optional(),
  staff: z
    .array(neededLine(254))
    .max(20)
    .optional()
    .describe("Who takes it, by user name, such as a substitute: they may write its register"),
  start: instant.optional(),
  end: instant.optional(),
  beside: beside.default(false),
  reason,
});

/** `POST /api/v1/sessions`: a session that no timetable has, or one that makes up for another. */
export const newSessionRequest = z.strictObject({
  classes: z.array(neededLine(200)).min(1).max(50),
  rooms: z.array(neededLine(200)).max(20),
  staff: z.array(neededLine(254)).max(20).default([]),
  start: instant,
  end: instant,
  title: oneLine(200).default(""),
  sort: oneLine(50).default(""),
  mode: z.enum(["in_person", "remote", "hybrid"]).default("in_person"),
  required: z.boolean().default(true),
  weight: z.number().positive().max(1000).default(1),
  beside: beside.default(false),
  reason: oneLine(500).default(""),
});

/** As many as a year of daily meetings has. */
export const mostOfSeries = 366;
/** `POST /api/v1/sessions/series`: sessions that are alike but for their time. */
export const sessionSeriesRequest = newSessionRequest.omit({ start: true, end: true }).extend({
  times: z
    .array(z.strictObject({ start: instant, end: instant }))
    .min(1)
    .max(mostOfSeries),
});
export const sessionSeriesAnswer = z.object({
  /** The ids of the new sessions, in the order of their times. */
  sessions: z.array(z.string()),
});

/** `POST /api/v1/sessions/{id}/students`: somebody turned up, and belongs here from today on or today only. */
export const addStudentRequest = z.strictObject({
  student: neededLine(128),
  givenName: oneLine(200).optional(),
  familyName: oneLine(200).optional(),
  class: neededLine(200).optional().describe("Where the session has several"),
  todayOnly: z.boolean().default(false),
  reason,
});

/** `POST /api/v1/sessions/{id}/proposals`: what a person makes of facts that came too late. */
export const proposalDecision = z.strictObject({
  facts: z.array(z.string()).min(1),
  verdict: z.enum(["accepted", "declined"]),
  reason,
});

export const absenceView = z.object({
  id: z.string(),
  student: personView,
  from: instant,
  to: instant,
  category: z.string(),
  effect: z.enum(["authorised", "elsewhere"]),
  state: z.enum(["draft", "submitted", "approved", "rejected", "withdrawn"]),
  /** Of the request: why, who recorded it and when. */
  reason: z.string(),
  by: z.string(),
  at: instant,
  /** Of what became of it; null where nothing was said since. */
  decision: z.object({ reason: z.string(), by: z.string(), at: instant }).nullable(),
});
export type AbsenceView = z.infer<typeof absenceView>;
export const absenceList = z.object({
  absences: z.array(absenceView),
  next: z.string().nullable(),
  /** How many wait for a decision, whatever the list is narrowed to. */
  waiting: z.int(),
});

/** `POST /api/v1/absences`. */
export const newAbsenceRequest = z.strictObject({
  student: neededLine(128),
  from: instant,
  to: instant,
  category: neededLine(100),
  effect: z.enum(["authorised", "elsewhere"]).default("authorised"),
  state: z.enum(["draft", "submitted", "approved"]).default("submitted"),
  reason: passage(500),
});
/** `POST /api/v1/absences/{id}`. */
export const absenceChange = z.strictObject({
  state: z.enum(["submitted", "approved", "rejected", "withdrawn"]),
  reason,
});
