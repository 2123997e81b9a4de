import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Mark } from "../../domain/attendance/mark.ts";
import { markStatuses } from "../../domain/attendance/mark.ts";
import type { CorrectedMark, MarkRule, RegisterMark } from "../../domain/attendance/register-mark.ts";

const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: "custom", message: `${text}: is no instant` });
    return z.NEVER;
  }
});
const seen = { firstSeen: instant, scan: z.string() };
const minutes = z.int().nullable();

const automaticMark: z.ZodType<Mark> = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("expected") }),
  z.strictObject({ status: z.literal("present"), ...seen }),
  z.strictObject({ status: z.literal("late"), minutesLate: minutes, ...seen }),
  z.strictObject({ status: z.literal("late_after_close"), minutesLate: z.int(), ...seen }),
  z.strictObject({ status: z.literal("not_seen") }),
  z.strictObject({ status: z.literal("cannot_be_known") }),
  z.strictObject({ status: z.literal("absent") }),
  z.strictObject({ status: z.literal("absent_authorised"), absence: z.string() }),
  z.strictObject({ status: z.literal("elsewhere"), absence: z.string() }),
  z.strictObject({
    status: z.literal("left_early"),
    arrival: z.enum(["present", "late"]),
    minutesLate: minutes,
    minutesPresent: z.int(),
    ...seen,
  }),
  z.strictObject({
    status: z.literal("not_possible"),
    because: z.enum(["cancelled", "clash", "not_enrolled"]),
  }),
  z.strictObject({
    status: z.literal("needs_review"),
    because: z.enum(["room_blind", "no_health", "nobody_seen", "earlier_session"]),
  }),
]);

/** What a person concluded, as it is stored in a correction and in a mark. */
export const correctedMark: z.ZodType<CorrectedMark> = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("present") }),
  z.strictObject({ status: z.literal("late"), minutesLate: minutes }),
  z.strictObject({ status: z.literal("late_after_close"), minutesLate: minutes }),
  z.strictObject({ status: z.literal("absent") }),
  z.strictObject({ status: z.literal("absent_authorised"), absence: z.string().nullable() }),
  z.strictObject({ status: z.literal("elsewhere"), absence: z.string().nullable() }),
  z.strictObject({
    status: z.literal("left_early"),
    arrival: z.enum(["present", "late"]),
    minutesLate: minutes,
    minutesPresent: minutes,
  }),
  z.strictObject({ status: z.literal("not_possible"), because: z.literal("corrected") }),
]);

const rules: z.ZodType<MarkRule> = z.enum([
  "cancelled",
  "corrected",
  "not_enrolled",
  "seen_on_time",
  "seen_late",
  "seen_after_close",
  "device_said_late",
  "left_before_minimum",
  "standing_device_word",
  "approved_elsewhere",
  "on_leave",
  "clash_with_attended",
  "clash_with_absent",
  "room_blind",
  "no_health",
  "nobody_seen",
  "seen_in_earlier_session",
  "unseen_in_watched_room",
  "absent_by_word",
  "unseen_and_register_taken",
  "unseen_in_standing_session",
  "not_yet_due",
  "open_and_unseen",
  "open_and_unwatched",
]);

const scans = z.array(z.string());
const flag = z.discriminatedUnion("code", [
  z.strictObject({ code: z.literal("wrong_room"), scans }),
  z.strictObject({ code: z.literal("possible_exit"), scans }),
  z.strictObject({ code: z.literal("seen_after_end"), scans }),
  z.strictObject({ code: z.literal("out_without_arrival"), scans }),
  z.strictObject({ code: z.literal("leave_and_seen"), absence: z.string() }),
  z.strictObject({ code: z.literal("device_disagrees"), scan: z.string() }),
  z.strictObject({ code: z.literal("first_seen_after_blindness"), blindFrom: z.number() }),
  z.strictObject({ code: z.literal("conflict"), automatic: z.enum(markStatuses), scans }),
]);

const concluded = {
  why: z.strictObject({
    rule: rules,
    policyVersion: z.int(),
    scans,
    otherSession: z.string().nullable(),
    judgedFrom: z.number().nullable(),
    said: z.strictObject({ by: z.string(), role: z.string().nullable(), at: z.number() }).optional(),
  }),
  flags: z.array(flag),
  lastSeen: instant.nullable(),
  presentMs: z.number().nullable(),
  leave: z.strictObject({ absence: z.string(), effect: z.enum(["authorised", "elsewhere"]) }).nullable(),
};

const registerMark: z.ZodType<RegisterMark> = z.discriminatedUnion("source", [
  z.strictObject({ source: z.enum(["automatic", "leave"]), mark: automaticMark, ...concluded }),
  z.strictObject({
    source: z.enum(["manual", "import"]),
    mark: correctedMark,
    correction: z.string(),
    ...concluded,
  }),
]);

/** A mark with everything that explains it, as JSON keeps it: instants are text. */
export function encodeEntry(entry: RegisterMark): string {
  const { mark, lastSeen } = entry;
  return JSON.stringify({
    ...entry,
    mark: "firstSeen" in mark ? { ...mark, firstSeen: instantText(mark.firstSeen) } : mark,
    lastSeen: lastSeen === null ? null : instantText(lastSeen),
  });
}

/** What `Temporal` writes of an instant of whole milliseconds, in a tenth of its time. */
function instantText(instant: Temporal.Instant): string {
  const text = new Date(instant.epochMilliseconds).toISOString();
  return text.replace(/\.?0*Z$/, "Z");
}

/**
 * The mark that `encodeEntry` wrote.
 *
 * @throws z.ZodError for JSON that is no mark
 */
export function decodeEntry(stored: unknown): RegisterMark {
  return registerMark.parse(stored);
}

/** The same; null for what is no mark, or none. */
export function readEntry(stored: unknown): RegisterMark | null {
  const read = registerMark.safeParse(stored);
  return read.success ? read.data : null;
}
