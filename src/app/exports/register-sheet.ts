import { instantText } from "../registers/session-row.ts";
import type { RegisterSheet } from "./read-register.ts";
import type { Sheet, SheetCell, SheetColumn } from "./sheet.ts";

/** The columns of registers. They keep their names and their order; a new one comes after them. */
export const registerColumns = [
  { name: "session_id", width: 38 },
  { name: "day", width: 11 },
  { name: "start", width: 20 },
  { name: "end", width: 20 },
  { name: "time_zone", width: 15 },
  { name: "classes", width: 20 },
  { name: "rooms", width: 14 },
  { name: "staff", width: 16 },
  { name: "title", width: 24 },
  { name: "kind", width: 12 },
  { name: "state", width: 10 },
  { name: "required", width: 9 },
  { name: "weight", width: 8 },
  { name: "student_id", width: 14 },
  { name: "name", width: 24 },
  { name: "status", width: 18 },
  { name: "minutes_late", width: 12 },
  { name: "minutes_present", width: 15 },
  { name: "first_seen", width: 20 },
  { name: "last_seen", width: 20 },
  { name: "source", width: 11 },
  { name: "flags", width: 18 },
  { name: "why", width: 60 },
  { name: "revision", width: 8 },
  { name: "policy_version", width: 14 },
] as const satisfies readonly SheetColumn[];

/** Stands last where the policy's preset is England's. */
export const dfeColumn: SheetColumn = { name: "dfe_code", width: 9 };

/**
 * Registers as a table with a row for each student of each session.
 *
 * @param dfeCodes true for the column of England's attendance codes
 */
export function registerSheet(registers: AsyncIterable<RegisterSheet>, dfeCodes: boolean): Sheet {
  return {
    columns: dfeCodes ? [...registerColumns, dfeColumn] : registerColumns,
    rows: rowsOf(registers, dfeCodes),
  };
}

async function* rowsOf(
  registers: AsyncIterable<RegisterSheet>,
  dfeCodes: boolean,
): AsyncGenerator<readonly SheetCell[], void, void> {
  for await (const register of registers) {
    for (const row of registerRows(register, dfeCodes)) yield row;
  }
}

/** The rows of one register. */
export function registerRows(
  { head, state, policyVersion, entries }: RegisterSheet,
  dfeCodes: boolean,
): (readonly SheetCell[])[] {
  const { plan } = head.stored;
  const { timeZone } = plan;
  const seen = (at: string | null): SheetCell => (at === null ? null : { at, timeZone });
  const ofSession: SheetCell[] = [
    plan.id,
    { day: plan.day },
    { at: instantText(plan.start), timeZone },
    { at: instantText(plan.end), timeZone },
    timeZone,
    head.classes.map(({ code }) => code).join("; "),
    head.rooms.join("; "),
    head.staff.map(({ id }) => id).join("; "),
    plan.title,
    // Where nobody says what kind of meeting it is, at least that it is of the timetable or stands.
    plan.sort || plan.kind,
    state,
    plan.required ? "yes" : "no",
    plan.weight,
  ];
  return entries.map(({ mark, dfeCode }) => [
    ...ofSession,
    mark.student.id,
    mark.student.name,
    mark.status,
    mark.minutesLate,
    mark.minutesPresent,
    seen(mark.firstSeen),
    seen(mark.lastSeen),
    mark.source,
    mark.flags.join("; "),
    mark.why,
    mark.revision,
    policyVersion,
    ...(dfeCodes ? [dfeCode] : []),
  ]);
}
