import { z } from "zod";
import { markView } from "./sessions.ts";

/** Codes that a lecturer shows in a room, and by which a student there confirms with their own account. */

const instant = z.string().describe("RFC 3339, UTC");

/** Why a session has no code now. */
const noCode = z.discriminatedUnion("code", [
  z.object({ code: z.literal("nobody_signs_in") }),
  z.object({ code: z.literal("cancelled") }),
  z.object({ code: z.literal("no_room") }),
  z.object({ code: z.literal("over"), end: instant }),
  z.object({ code: z.literal("not_open"), opens: instant }),
]);

/** A session as whoever is in its room may know it. */
export const sessionInRoom = z.object({
  /** Its title, or its classes where it has none. */
  name: z.string(),
  /** ISO date on which it starts in its zone. */
  day: z.string(),
  start: instant,
  end: instant,
  timeZone: z.string(),
  /** Of the whole local day. */
  standing: z.boolean(),
});
export type SessionInRoom = z.infer<typeof sessionInRoom>;

/** The data of the event `code` of `GET /api/v1/sessions/{id}/code`, whole each time. Nobody's name is in it. */
export const shownCode = z.object({
  session: sessionInRoom,
  /** All rooms of the session; the code is of one of them. */
  rooms: z.array(z.string()),
  now: instant,
  code: z
    .object({
      room: z.string(),
      /** As it is typed. */
      text: z.string(),
      /** When the next one is shown. */
      turnsAt: instant,
      /** Where it is opened; what it is follows behind a `#`, which no browser sends to a server. */
      address: z.url(),
    })
    .nullable(),
  /** Why there is none; null where there is one. */
  why: noCode.nullable(),
  /** How many confirmed in this session so far. */
  confirmed: z.int(),
  expected: z.int(),
});
export type ShownCode = z.infer<typeof shownCode>;

export const typedCode = z.strictObject({
  code: z
    .string()
    .trim()
    .min(1, "is empty; type the six letters and digits that the room shows")
    .max(40, "is longer than any code; type the six letters and digits that the room shows"),
});

/** What this browser has shown the server of a code, and may confirm with for some minutes. */
export const seenCode = z.object({
  seen: z
    .object({
      session: sessionInRoom,
      room: z.string(),
      /** Until when it can be confirmed. */
      until: instant,
    })
    .nullable(),
});
export type SeenCode = z.infer<typeof seenCode>;

export const confirmed = z.object({
  session: sessionInRoom,
  room: z.string(),
  /** When the student was first confirmed here by a code. */
  at: instant,
  /** Whether they had done it before. */
  again: z.boolean(),
  /** The mark as it stands now; null for somebody who is not expected here and is told as a visitor. */
  mark: markView.pick({ status: true, minutesLate: true, why: true }).nullable(),
});
export type Confirmed = z.infer<typeof confirmed>;
