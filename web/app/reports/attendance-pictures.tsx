import type { AttendanceReport } from "../../../src/contract/http/reports.ts";
import { writeDay } from "../../time/write-day.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { markLooks } from "../../ui/looks.ts";
import { StackedBars } from "../../ui/stacked-bars.tsx";
import type { FigureTable } from "../../ui/write-csv.ts";
import { arrivalBars } from "./arrival-bars.ts";
import { ArrivalsHistogram } from "./arrivals-histogram.tsx";
import { ComparedGroups, nameOfGroup } from "./compared-groups.tsx";
import type { ReportsSearch } from "./reports-search.ts";
import { WeekHours, weekdays, writeStart } from "./week-hours.tsx";

interface AttendancePicturesProps {
  readonly report: AttendanceReport;
  readonly search: ReportsSearch;
}

type Rated = { earned: { value: number }; possible: { value: number }; percent: number | null };
const figures = ({ percent, earned, possible }: Rated) => [percent ?? "", earned.value, possible.value];
const bands = [
  { ...markLooks.present, word: "Good" },
  { ...markLooks.late, word: "Fair" },
  { ...markLooks.absent, word: "Poor" },
];
const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const rateColumns = ["Per cent", "Earned", "Possible"];

/** How attendance went: by week, through the week, between courses and cohorts, and how late people came. */
export function AttendancePictures({ report, search }: AttendancePicturesProps) {
  const { weeks, hours, courses, cohorts, arrivals, policy } = report;
  if (weeks.length === 0) return null;
  const groupTable = (column: string, kind: "course" | "cohort", groups: typeof courses): FigureTable => ({
    columns: [column, "Title", ...rateColumns],
    rows: groups.map((group) => [group.code ?? "", nameOfGroup(kind, group), ...figures(group)]),
  });
  const noteOf = (groups: typeof courses): string => {
    const named = groups.filter(({ code }) => code !== null).length;
    return `${named}${named < groups.length ? " and none" : ""}, lowest first`;
  };
  return (
    <div className="grid shrink-0 gap-4 lg:grid-cols-2 print:block print:space-y-4">
      <ChartPanel
        title="Attendance by week"
        note={`${weeks.length} ${weeks.length === 1 ? "week" : "weeks"}`}
        fileName="attendance-by-week"
        table={{
          columns: ["Week from", "to", ...rateColumns],
          rows: weeks.map((week) => [week.monday, week.sunday, ...figures(week)]),
        }}
      >
        <StackedBars
          label={`Attendance in ${weeks.length} weeks, last ${weeks.at(-1)?.percent?.toFixed(1)} per cent`}
          looks={bands}
          bars={weeks.map(({ monday, percent, band }, at) => ({
            key: monday,
            label: `Week from ${writeDay(monday)}, per cent`,
            tick:
              at % Math.ceil(weeks.length / 6) === 0
                ? shortDay.format(new Date(`${monday}T00:00:00Z`))
                : undefined,
            values: (["good", "fair", "poor"] as const).map((one) => (one === band ? (percent ?? 0) : 0)),
          }))}
        />
      </ChartPanel>
      <ChartPanel
        title="Through the week"
        note={`${hours.length} ${hours.length === 1 ? "hour" : "hours"}`}
        fileName="attendance-by-weekday-and-hour"
        table={{
          columns: ["Weekday and start", ...rateColumns],
          rows: hours.map((cell) => [
            `${weekdays[cell.weekday - 1]}, ${writeStart(cell.hour)}`,
            ...figures(cell),
          ]),
        }}
      >
        <WeekHours hours={hours} poorBelow={policy.poorBelow} />
      </ChartPanel>
      {arrivals.length > 0 && (
        <ChartPanel
          title="How late people come"
          note="minutes after the start"
          fileName="minutes-late"
          table={{
            columns: ["Minutes after the start", "On time", "Late", "After the register closed"],
            rows: arrivalBars(arrivals, policy).map(({ from, to, values }) => [
              to === null ? `${from} and more` : String(from),
              ...values,
            ]),
          }}
        >
          <ArrivalsHistogram
            arrivals={arrivals}
            onTimeGrace={policy.onTimeGrace}
            registerClose={policy.registerClose}
          />
        </ChartPanel>
      )}
      {courses.some(({ code }) => code !== null) && (
        <ChartPanel
          title="Courses"
          note={noteOf(courses)}
          fileName="attendance-by-course"
          table={groupTable("Course", "course", courses)}
        >
          <ComparedGroups
            caption="Courses"
            kind="course"
            groups={courses}
            goodAt={policy.goodAt}
            search={search}
          />
        </ChartPanel>
      )}
      {cohorts.some(({ code }) => code !== null) && (
        <ChartPanel
          title="Cohorts"
          note={noteOf(cohorts)}
          fileName="attendance-by-cohort"
          table={groupTable("Cohort", "cohort", cohorts)}
        >
          <ComparedGroups
            caption="Cohorts"
            kind="cohort"
            groups={cohorts}
            goodAt={policy.goodAt}
            search={search}
          />
        </ChartPanel>
      )}
    </div>
  );
}
