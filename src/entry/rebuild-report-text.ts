import type { MarksReport } from "../app/rebuild/check-marks.ts";
import type { TallyReport } from "../app/rebuild/check-tallies.ts";

const count = (n: number, thing: string): string => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;

/** A rebuild's findings for people: ids and counts, no names. */
export function rebuildReportText(tallies: TallyReport, marks: MarksReport): string {
  const different = tallies.different + marks.different;
  const checked = [
    count(tallies.days, "day"),
    count(marks.sessions, "session"),
    count(tallies.scans, "scan"),
    count(marks.marks, "mark"),
  ].join(", ");
  if (different === 0) return `${checked}: all that is stored is what the facts say`;
  const differences = [...tallies.differences, ...marks.differences];
  const listed = differences.map(
    ({ day, kind, of, stored, folded }) =>
      `  ${day ?? "all days"}  ${kind} of ${of}: stored ${stored}; by the facts ${folded}`,
  );
  const more = different - differences.length;
  return [
    `${checked}: ${count(different, "difference")}`,
    ...listed,
    ...(more > 0 ? [`  and ${more.toLocaleString("en")} more`] : []),
  ].join("\n");
}

/** The same for scripts. */
export function rebuildReportJson(
  { wrong: _, ...tallies }: TallyReport,
  { sessions, marks, ...judged }: MarksReport,
): Omit<TallyReport, "wrong"> & Pick<MarksReport, "sessions" | "marks"> {
  return {
    ...tallies,
    sessions,
    marks,
    different: tallies.different + judged.different,
    differences: [...tallies.differences, ...judged.differences],
  };
}
