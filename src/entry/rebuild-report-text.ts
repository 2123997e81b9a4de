import type { RebuildReport } from "../app/rebuild/check-registers.ts";

const count = (n: number, thing: string): string => `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;

/** A rebuild's findings for people: ids and counts, no names. */
export function rebuildReportText({ days, scans, marks, different, differences }: RebuildReport): string {
  const checked = `${count(days, "day")}, ${count(scans, "scan")} of known people, ${count(marks, "mark")}: `;
  if (different === 0) return `${checked}all that is stored is what the scans say`;
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
export function rebuildReportJson({ wrong: _, ...report }: RebuildReport): Omit<RebuildReport, "wrong"> {
  return report;
}
