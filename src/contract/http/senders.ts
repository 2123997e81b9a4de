import { z } from "zod";
import { oneLine } from "./one-line.ts";

const instant = z.string().describe("RFC 3339, UTC");

/** Hours of the week, by the institution's clock. */
export const silentHours = z.strictObject({
  days: z
    .array(z.int().min(1, "names no day; 1 is Monday and 7 Sunday").max(7, "names no day; 7 is Sunday"))
    .min(1, "names no day; name at least one, 1 for Monday to 7 for Sunday")
    .max(7, "names more than seven days"),
  from: clock("from"),
  /** Not after `from`: on the next day. The same as `from`: a whole day. */
  to: clock("to"),
});

function clock(field: string) {
  return z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, `is no time of day for ${field}; write it as 18:00`)
    .describe("HH:MM");
}

/** When nobody need look at a sender's silence. It bears on alarms alone, and never on a mark. */
export const expectedSilence = z.strictObject({
  weekly: z.array(silentHours).max(20, "has more than twenty lines"),
  /** The last local day of one long silence. */
  until: z.iso.date().nullable(),
  reason: oneLine(300, "is longer than 300 characters"),
});
export type ExpectedSilence = z.infer<typeof expectedSilence>;

export const senderView = z.object({
  name: z.string(),
  /** What people call it; null where nobody said. */
  title: z.string().nullable(),
  source: z.string(),
  firstAt: instant,
  lastAt: instant,
  scans: z.int(),
  state: z.enum(["online", "offline"]).nullable(),
  stateAt: instant.nullable(),
  heartbeatAt: instant.nullable(),
  outbox: z.int().nullable(),
  clock: z.string().nullable(),
  /** How far its clock was ahead of the server's by its last heartbeat, negative for behind; null where it tells nothing. */
  clockAheadSeconds: z.int().nullable(),
  /** The software in it, as it last said; null for one that tells nothing of it. */
  firmware: z.string().nullable(),
  /** Scans whose numbers never arrived, over all boots of the device. */
  missing: z.int(),
  /** Scans under a number that another scan of the same run has, at least so many. */
  numbersTwice: z.int(),
  /** The code of the room that relies on it to see who comes; null for one that no room relies on. */
  room: z.string().nullable(),
  /** Out of use: its silence is nothing to look at. */
  retired: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  /** Its device is shut out: nobody expects it to be heard. */
  disabled: z.object({ at: instant, by: z.string() }).nullable(),
  expectedSilence: expectedSilence.nullable(),
  /** While its silence is expected: until when. */
  silenceExpectedUntil: instant.nullable(),
});
export type SenderView = z.infer<typeof senderView>;
export const senderPage = z.object({
  senders: z.array(senderView),
  /** How many clock hours are told of below, the one that is on now the last. */
  hours: z.int(),
  /** Of those that were seen to scan in these hours: how many in each, oldest first. */
  rates: z.array(z.object({ sender: z.string(), scans: z.array(z.int()) })),
});
export type SenderPage = z.infer<typeof senderPage>;

export const healthInterval = z.object({
  from: instant,
  to: instant,
  /** `unknown` before its first sign of life. */
  state: z.enum(["heard", "silent", "unknown"]),
  /** How a silence began, where the device or the broker in its name said so. */
  how: z.enum(["itself", "will"]).nullable(),
});
export type HealthInterval = z.infer<typeof healthInterval>;

/** `GET /api/v1/senders/{name}`: one sender with its last week. */
export const senderDetail = z.object({
  sender: senderView,
  now: instant,
  /** The beginning of what is told of its last days: the first instant of a local day. */
  from: instant,
  /** The local days from then on, today the last. */
  days: z.array(z.object({ day: z.string(), from: instant, to: instant })),
  /** Whether it was heard, from then until now and without a gap; null for one that tells nothing of its health. */
  health: z.array(healthInterval).nullable(),
  /** Rooms that relied on it to see who comes, in order of time; `to` is null for where it is. */
  rooms: z.array(z.object({ room: z.string(), from: instant, to: instant.nullable() })),
  /** What it called its place in these days, most scans first; `room` is null where no room is called so. */
  locations: z.array(z.object({ location: z.string(), room: z.string().nullable(), scans: z.int() })),
  /** Scans by local day and clock hour; hours without any are left out. */
  activity: z.array(z.object({ day: z.string(), hour: z.int(), scans: z.int() })),
  /** Runs of the device of whose numbers some never arrived, most first, or came twice. */
  gaps: z.array(
    z.object({
      bootId: z.string(),
      firstSeq: z.int(),
      lastSeq: z.int(),
      scans: z.int(),
      missing: z.int(),
      numbersTwice: z.int(),
    }),
  ),
  outboxEmptyAt: instant.nullable(),
  /** Of its newest thousand refused messages those of the last five weeks, and how many of all are open. */
  quarantine: z.object({ messages: z.int(), open: z.int() }),
});
export type SenderDetail = z.infer<typeof senderDetail>;

/** `PATCH /api/v1/senders/{name}`: what people say of it; what is left out stays. */
export const senderChange = z
  .strictObject({
    title: oneLine(80, "is longer than 80 characters").nullable().optional(),
    /** null takes it back into use. */
    retired: z
      .strictObject({ reason: oneLine(300, "is longer than 300 characters") })
      .nullable()
      .optional(),
    expectedSilence: expectedSilence
      .refine(({ weekly, until }) => weekly.length > 0 || until !== null, {
        message: "names no time; give weekly hours or a last day, or null to expect no silence",
      })
      .nullable()
      .optional(),
  })
  .refine((change) => Object.keys(change).length > 0, {
    message: "changes nothing; give title, retired or expectedSilence",
  });
