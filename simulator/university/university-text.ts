import type { UniversityProgress, UniversitySummary } from "./run-university.ts";
import { minuteMs, secondMs } from "./time.ts";
import type { University } from "./university.ts";

const number = (value: number): string => Math.round(value).toLocaleString("en");
const share = (part: number, whole: number): string =>
  whole === 0 ? "0 %" : `${((100 * part) / whole).toFixed(1)} %`;

/** What school it is, in one line. */
export function schoolLine({ students, classes, courses, rooms, sessions }: University): string {
  return [
    `${number(students.length)} students`,
    `${classes.length} classes of ${courses.length} courses`,
    `${rooms.length} rooms`,
    `${number(sessions.length)} sessions`,
  ].join(", ");
}

/** One line that tells how far it is. @param now milliseconds since 1970 UTC */
export function universityProgressLine(soFar: UniversityProgress, now: number): string {
  const { backlog, confirmed, rejected, given, nextAt } = soFar;
  const answered = confirmed + rejected;
  const refused = rejected > 0 ? `, ${number(rejected)} rejected` : "";
  if (soFar.phase === "backlog") {
    const part = share(Math.min(answered, backlog), backlog);
    return `backlog: ${number(answered)} of ${number(backlog)} scans (${part})${refused}, ${number(soFar.rate)}/s`;
  }
  const next = nextAt === null ? "" : `, next ${inTime(nextAt - now)}`;
  return `live: ${number(given - backlog)} sent, ${number(answered)} of ${number(given)} confirmed${refused}${next}`;
}

function inTime(ms: number): string {
  if (ms < secondMs) return "now";
  return ms < 2 * minuteMs ? `in ${Math.ceil(ms / secondMs)} s` : `in ${Math.round(ms / minuteMs)} min`;
}

/** What was sent, and what was planned, for a viewer to hold registers against. */
export function universitySummaryText(university: University, summary: UniversitySummary): string {
  const { plan, confirmed, rejected, given, backlog, seconds, rate } = summary;
  const { marks, conducts, scans } = plan;
  const of = (count: number): string => `${number(count)} (${share(count, plan.expected)})`;
  const lines = [
    ["school", schoolLine(university)],
    ["backlog", `${number(backlog)} scans in ${seconds.toFixed(1)} s (${number(rate)}/s)`],
    ["sent", `${number(given)}, of which ${number(confirmed)} confirmed, ${number(rejected)} rejected`],
    [
      "planned",
      `${number(plan.sessions)} sessions over by ${new Date(summary.until).toISOString()}, ${number(plan.expected)} places in them`,
    ],
    ["  present", of(marks.present)],
    ["  late", of(marks.late)],
    ["  very late", `${of(marks.late_after_close)}, after the register closed`],
    [
      "  absent",
      `${of(marks.absent)}; ${number(conducts.ill)} ill, ${number(conducts.unrecognised)} came and were not recognised, ${number(conducts.wrong_room)} sat in a wrong room`,
    ],
    ["  to review", `${of(marks.review)}: not seen where a device was dead, or nobody was seen`],
    ["  clash", `${number(marks.clash)}: at another session at the same time`],
    [
      "left early",
      `${number(plan.leftEarly)} seen going; the mark says so where the policy has a minimum stay`,
    ],
    ["rooms", `${plan.moved} sessions moved to another, ${number(scans.wrong_room)} scans in a wrong one`],
    [
      "devices",
      `${plan.deaths} deaths lost ${number(plan.lost)} scans, ${plan.wrongClocks} clocks wrong by a minute or so`,
    ],
    [
      "others",
      `${number(scans.refused)} refused tries, ${number(scans.seen_again)} seen twice, ${number(plan.sentTwice)} sent twice, ${number(scans.leaving)} seen going, ${number(scans.stranger)} strangers`,
    ],
  ] as const;
  return lines.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n");
}
