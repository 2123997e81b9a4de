import type { Mark, MarkStatus } from "./mark.ts";

/** What a code says for the statistics. */
export type DfeGroup =
  | "present"
  | "approved_activity"
  | "authorised"
  | "unauthorised"
  | "not_possible"
  | "not_collected";

/**
 * England's attendance codes, in force since 19 August 2024, with the group each counts in.
 * Source: Department for Education, "Working together to improve school attendance", and the School Attendance
 * (Pupil Registration) (England) Regulations 2024.
 */
export const dfeCodes = {
  "/": { group: "present", meaning: "present in the morning session" },
  "\\": { group: "present", meaning: "present in the afternoon session" },
  L: { group: "present", meaning: "late, before the register closed" },
  K: { group: "approved_activity", meaning: "education arranged by the local authority" },
  V: { group: "approved_activity", meaning: "educational visit or trip" },
  P: { group: "approved_activity", meaning: "approved sporting activity" },
  W: { group: "approved_activity", meaning: "work experience" },
  B: { group: "approved_activity", meaning: "other approved educational activity" },
  C: { group: "authorised", meaning: "leave for exceptional circumstances" },
  C1: { group: "authorised", meaning: "leave for a regulated performance or employment abroad" },
  C2: { group: "authorised", meaning: "leave under a part-time timetable" },
  E: { group: "authorised", meaning: "suspended or excluded, without alternative provision" },
  I: { group: "authorised", meaning: "illness" },
  J1: { group: "authorised", meaning: "interview for employment or another school" },
  M: { group: "authorised", meaning: "medical or dental appointment" },
  R: { group: "authorised", meaning: "religious observance" },
  S: { group: "authorised", meaning: "study leave for a public examination" },
  T: { group: "authorised", meaning: "travelling with a parent for the parent's occupation" },
  G: { group: "unauthorised", meaning: "holiday that was not granted" },
  N: { group: "unauthorised", meaning: "reason not yet established" },
  O: { group: "unauthorised", meaning: "other or unknown circumstances" },
  U: { group: "unauthorised", meaning: "arrived after the register closed" },
  D: { group: "not_possible", meaning: "registered at another school as well" },
  Q: { group: "not_possible", meaning: "lack of access arrangements" },
  X: { group: "not_possible", meaning: "not of compulsory school age and not required" },
  Y1: { group: "not_possible", meaning: "transport normally provided is not available" },
  Y2: { group: "not_possible", meaning: "widespread disruption to travel" },
  Y3: { group: "not_possible", meaning: "part of the premises is closed" },
  Y4: { group: "not_possible", meaning: "the whole site is closed unexpectedly" },
  Y5: { group: "not_possible", meaning: "in criminal justice detention" },
  Y6: { group: "not_possible", meaning: "public health guidance or law" },
  Y7: { group: "not_possible", meaning: "other unavoidable cause" },
  Z: { group: "not_collected", meaning: "prospective pupil, not on the register" },
  "#": { group: "not_collected", meaning: "planned closure of the whole school" },
} as const satisfies Record<string, { readonly group: DfeGroup; readonly meaning: string }>;

export type DfeCode = keyof typeof dfeCodes;

/** Whether a text is a code, as it is written: codes are told apart by case. */
export function isDfeCode(text: string): text is DfeCode {
  return Object.hasOwn(dfeCodes, text);
}

/** The status that a code stands for. The two halves of the day are one status, and all absences of a group. */
export function statusOfDfeCode(code: DfeCode): MarkStatus {
  if (code === "L") return "late";
  if (code === "U") return "late_after_close";
  switch (dfeCodes[code].group) {
    case "present":
      return "present";
    case "approved_activity":
      return "elsewhere";
    case "authorised":
      return "absent_authorised";
    case "unauthorised":
      return "absent";
    case "not_possible":
    case "not_collected":
      return "not_possible";
  }
}

/**
 * The code for a mark's status, or null where none can be written: nothing is settled, or only a person knows
 * which of several it is (why a session was not possible; what kind of leave, when `category` names none).
 *
 * @param half the half of the day the session stands for
 * @param category the code that the leave or the correction was given, where it was given one
 */
export function dfeCodeOf(
  mark: Pick<Mark, "status"> & { readonly arrival?: "present" | "late"; readonly because?: string },
  half: "morning" | "afternoon",
  category: DfeCode | null,
): DfeCode | null {
  if (category !== null && statusOfDfeCode(category) === mark.status) return category;
  switch (mark.status) {
    case "present":
      return half === "morning" ? "/" : "\\";
    case "late":
      return "L";
    case "left_early":
      // The register is taken at the start; leaving before the end does not change what it says.
      return mark.arrival === "late" ? "L" : half === "morning" ? "/" : "\\";
    case "late_after_close":
      return "U";
    case "absent":
      return "N";
    case "elsewhere":
      return "B";
    case "not_possible":
      return mark.because === "not_enrolled" ? "Z" : null;
    case "absent_authorised":
    case "expected":
    case "not_seen":
    case "cannot_be_known":
    case "needs_review":
      return null;
  }
}
