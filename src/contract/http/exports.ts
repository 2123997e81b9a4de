import { z } from "zod";
import { attentionRuleView } from "./alerts.ts";
import { studentFiguresView } from "./figures.ts";
import { identifierView } from "./roster.ts";
import { scanView } from "./scans.ts";
import { absenceView, markView, personView, revisionView, sessionRow } from "./sessions.ts";

/** What goes out: a student's own record, and the addresses of calendars. */

const instant = z.string().describe("RFC 3339, UTC");

/** `GET /api/v1/exports/students/{id}/record.json`: everything that is stored about a student. */
export const studentRecord = z.object({
  asOf: instant,
  timeZone: z.string(),
  student: personView,
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  email: z.string().nullable(),
  cohort: z.string().nullable(),
  /** Those that ended as well. */
  identifiers: z.array(identifierView),
  enrolments: z.array(
    z.object({
      class: z.string(),
      title: z.string(),
      from: z.string(),
      to: z.string().nullable().describe("exclusive; null while it lasts"),
    }),
  ),
  /** Sessions by (start, id), each with the mark as it stands and every revision, the newest first. */
  sessions: z.array(
    z.object({
      session: sessionRow.omit({ counts: true, expected: true, toLookAt: true, proposals: true }),
      mark: markView,
      history: z.array(revisionView),
    }),
  ),
  /** Recognised as the student, or claiming to be. */
  scans: z.array(
    scanView.extend({
      topic: z.string(),
      /** The message as it was sent; null for a claim, which may be somebody else's. */
      payload: z.object({ encoding: z.enum(["text", "hex"]), text: z.string() }).nullable(),
    }),
  ),
  absences: z.array(
    absenceView.omit({ student: true }).extend({
      /** Every version, the oldest first. */
      history: z.array(
        z.object({
          from: instant,
          to: instant,
          category: z.string(),
          effect: absenceView.shape.effect,
          state: absenceView.shape.state,
          at: instant,
          by: z.string(),
          role: z.string(),
          reason: z.string().nullable(),
        }),
      ),
    }),
  ),
  alerts: z.array(
    z.object({
      id: z.string(),
      rule: attentionRuleView,
      because: z.string(),
      openedAt: instant,
      acknowledged: z.object({ at: instant, by: z.string(), owner: z.string(), note: z.string() }).nullable(),
      retracted: z.object({ at: instant, because: z.string() }).nullable(),
    }),
  ),
  /** Of the usual window, and of all days that anything is stored of. */
  figures: z.object({ window: studentFiguresView, everything: studentFiguresView }),
});
export type StudentRecord = z.infer<typeof studentRecord>;

/** `POST /api/v1/calendar-addresses`. */
export const newCalendarAddress = z.strictObject({
  person: z.string().min(1).max(128).describe("A student's id, or the user name of staff"),
});

export const calendarAddressView = z.object({
  id: z.string(),
  person: personView,
  kind: z.enum(["student", "staff"]),
  createdAt: instant,
  createdBy: z.string(),
});
export type CalendarAddressView = z.infer<typeof calendarAddressView>;

/** The answer to making one: the only time that the address itself is told. */
export const madeCalendarAddress = calendarAddressView.extend({
  path: z.string().describe("Whoever has it reads the calendar. It is told once, and not stored"),
  url: z.string(),
});
export const calendarAddressList = z.object({ addresses: z.array(calendarAddressView) });

/** An xAPI statement of the attendance profile of Jisc. */
export const xapiStatement = z.object({
  id: z.string(),
  actor: z.object({
    objectType: z.literal("Agent"),
    account: z.object({ homePage: z.string(), name: z.string() }),
  }),
  verb: z.object({ id: z.string(), display: z.object({ en: z.string() }) }),
  object: z.object({
    objectType: z.literal("Activity"),
    id: z.string(),
    definition: z.object({
      type: z.string(),
      name: z.object({ en: z.string() }),
      extensions: z.record(z.string(), z.union([z.string(), z.int()])),
    }),
  }),
  result: z.object({
    completion: z.boolean(),
    extensions: z.record(z.string(), z.union([z.string(), z.int()])),
  }),
  timestamp: instant,
});
export type XapiStatement = z.infer<typeof xapiStatement>;
export const xapiPage = z.object({ statements: z.array(xapiStatement), next: z.string().nullable() });
