import type { MarksReport } from "../app/rebuild/check-marks.ts";
import type { Difference, TallyReport } from "../app/rebuild/check-tallies.ts";

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
  if (different === 0)
    return `${checked}: sessions, marks, attempts, enrolments, standing rooms and counts are what the facts say`;
  const differences = [...tallies.differences, ...marks.differences];
  const listed = differences.flatMap(differenceLines);
  const more = different - differences.length;
  return [
    `${checked}: ${count(different, "difference")}`,
    ...listed,
    ...(more > 0 ? [`  and ${more.toLocaleString("en")} more`] : []),
  ].join("\n");
}

/** Which of the facts behind a difference are written out. */
const mostFacts = 30;

/** What differs, each field with both values, and under it the facts. */
function differenceLines({ day, kind, of, fields, facts }: Difference): readonly string[] {
  const more = facts.length - mostFacts;
  return [
    `  ${day ?? "all days"}  ${kind} of ${of}`,
    ...fields.map(({ field, stored, folded }) => `    ${field}: stored ${stored}; by the facts ${folded}`),
    ...facts
      .slice(0, mostFacts)
      .map(({ kind: what, id, seq, said }) => `    fact ${seq}: ${what} ${id}, ${said}`),
    ...(more > 0 ? [`    and ${count(more, "fact")} more`] : []),
  ];
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
