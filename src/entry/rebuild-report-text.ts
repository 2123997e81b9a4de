import type { RebuildReport } from "../app/rebuild/check-registers.ts";
import type { TimetableReport } from "../app/rebuild/check-timetable.ts";

const count = (n: number, thing: string): string => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;

/** A rebuild's findings for people: ids and counts, no names. */
export function rebuildReportText(standing: RebuildReport, timetable: TimetableReport): string {
  const { days, scans } = standing;
  const marks = standing.marks + timetable.marks;
  const different = standing.different + timetable.different;
  const sessions = timetable.sessions === 0 ? "" : `${count(timetable.sessions, "timetabled session")}, `;
  const checked = `${count(days, "day")}, ${sessions}${count(scans, "scan")} of known people, ${count(marks, "mark")}: `;
  if (different === 0) {
    return `${checked}all that is stored is what the ${timetable.sessions === 0 ? "scans" : "facts"} say`;
  }
  const differences = [...standing.differences, ...timetable.differences];
  const listed = differences.map(
    ({ day, kind, of, stored, folded }) =>
      `  ${day ?? "all days"}  ${kind} of ${of}: stored ${stored}; by the facts ${folded}`,
  );
  const more = different - differences.length;
  return [
    `${checked}${count(different, "difference")}`,
    ...listed,
    ...(more > 0 ? [`  and ${more.toLocaleString("en")} more`] : []),
  ].join("\n");
}

/** The same for scripts. */
export function rebuildReportJson(
  { wrong: _, ...standing }: RebuildReport,
  { sessions, ...timetable }: TimetableReport,
): Omit<RebuildReport, "wrong"> & { readonly sessions: number } {
  return {
    ...standing,
    sessions,
    marks: standing.marks + timetable.marks,
    different: standing.different + timetable.different,
    differences: [...standing.differences, ...timetable.differences],
  };
}
