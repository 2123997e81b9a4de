import { getRouteApi, Link } from "@tanstack/react-router";
import { ChartColumn, FileDown, Printer } from "lucide-react";
import type { ReactNode } from "react";
import { type GroupFiguresView, groupFiguresView } from "../../../src/contract/http/figures.ts";
import { attendanceReport } from "../../../src/contract/http/reports.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { DayField } from "../../ui/day-field.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { type Look, markLooks } from "../../ui/looks.ts";
import { NamesField } from "../../ui/names-field.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StackedBars } from "../../ui/stacked-bars.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { read } from "../api/call-api.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writePerson } from "../registers/write-person.ts";
import { useCourses, useRosterClasses, useTerms } from "../school/use-catalogue.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { titleOfWindow } from "../students/title-of-window.ts";
import { AttendancePictures } from "./attendance-pictures.tsx";
import { ReportParts } from "./report-parts.tsx";
import type { GroupKind, ReportsSearch } from "./reports-search.ts";
import { spreadOfRates } from "./spread-of-rates.ts";

const route = getRouteApi("/reports");
const roots: Readonly<Record<GroupKind, string>> = {
  institution: "registers/institution/figures",
  class: "registers/classes",
  course: "registers/courses",
  cohort: "registers/cohorts",
};
const bands: readonly Look[] = [
  { ...markLooks.present, word: "Good" },
  { ...markLooks.late, word: "Fair" },
  { ...markLooks.absent, word: "Poor" },
];
const mostListed = 50;
/** A whole term is counted for each reading. */
const everyMs = 5_000;
const now = "now";

/** What the days are called that are taken where nobody asks for any, as `chooseWindow` has them. */
function wordOfNow(terms: readonly { readonly from: string; readonly to: string }[], today: string): string {
  const begun = terms.filter(({ from }) => from <= today);
  if (begun.length === 0) return "Today, as no term has begun";
  return begun.some(({ to }) => today <= to) ? "The term of now" : "The last term";
}

/** The attendance of the school, a class, a course or a cohort over a time, with its sum, its spread, and its files. */
export function AttendanceReportPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: ReportsSearch) => void navigate({ search: next, replace: isSameStep(search, next) });
  const { of = "institution", code, term, from, to } = search;
  const terms = useTerms();
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const classes = useRosterClasses();
  const courses = useCourses();
  const parameters = new URLSearchParams();
  if (term !== undefined) parameters.set("term", term);
  else if (from !== undefined && to !== undefined) {
    parameters.set("from", from);
    parameters.set("to", to);
  }
  const path =
    of === "institution"
      ? roots.institution
      : code === undefined
        ? null
        : `${roots[of]}/${encodeURIComponent(code)}/figures`;
  const asked = new URLSearchParams(parameters);
  asked.set("of", of);
  if (code !== undefined) asked.set("code", code);
  // Both at once: what one says of a scan, the other says as well.
  const query = useLiveQuery(
    ["report", path ?? "", asked.toString()],
    async (signal) => {
      if (path === null) return null;
      const [figures, report] = await Promise.all([
        read(groupFiguresView, `${path}?${parameters}`, signal),
        read(attendanceReport, `reports/attendance?${asked}`, signal),
      ]);
      return { figures, report };
    },
    everyMs,
  );
  const data = path === null ? null : query.data?.figures;
  const days = term === undefined && (from !== undefined || to !== undefined);
  return (
    <>
      <PageHeading title="Attendance" note={data ? noteOf(data.window, days) : undefined} />
      <ReportParts />
      <div className="flex flex-wrap items-end gap-3 print:hidden">
        <SegmentedControl
          label="Whose attendance"
          value={of}
          segments={[
            { value: "institution", word: "School" },
            { value: "class", word: "Class" },
            { value: "course", word: "Course" },
            { value: "cohort", word: "Cohort" },
          ]}
          onChange={(next) =>
            change({ ...search, of: next === "institution" ? undefined : next, code: undefined })
          }
        />
        {(of === "class" || of === "course") && (
          <div className="w-72 max-w-full">
            <NamesField
              label={of === "class" ? "Class" : "Course"}
              single
              chosen={code === undefined ? [] : [code]}
              choices={(of === "class" ? classes.data : courses.data)?.map((one) => ({
                value: one.code,
                word: one.title,
              }))}
              onChange={([chosen]) => change({ ...search, code: chosen })}
            />
          </div>
        )}
        {of === "cohort" && (
          <TextField
            label="Cohort"
            value={code ?? ""}
            onChange={(typed) => change({ ...search, code: typed === "" ? undefined : typed })}
          />
        )}
        <Select
          label="Over which time"
          value={days ? "days" : (term ?? now)}
          choices={[
            { value: now, word: wordOfNow(terms.data ?? [], today) },
            ...(terms.data ?? []).map((one) => ({ value: one.code, word: one.title })),
            { value: "days", word: "From day to day" },
          ]}
          onChange={(chosen) => {
            const { of: kept, code: keptCode } = search;
            if (chosen === now) change({ of: kept, code: keptCode });
            else if (chosen === "days") {
              const window = data?.window;
              change({ of: kept, code: keptCode, from: window?.from, to: window?.to });
            } else change({ of: kept, code: keptCode, term: chosen });
          }}
        />
        {days && (
          <>
            <DayField
              label="From"
              value={from ?? ""}
              onChange={(chosen) => change({ ...search, from: chosen })}
            />
            <DayField label="to" value={to ?? ""} onChange={(chosen) => change({ ...search, to: chosen })} />
          </>
        )}
      </div>
      {query.error !== null && path !== null && (
        <ReadTrouble what="The figures" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {path === null && (
        <EmptyState icon={ChartColumn} title={`Choose a ${of}`} level={2}>
          <p>Its students’ attendance is shown with its sum, and can be taken away as a file.</p>
        </EmptyState>
      )}
      {path !== null && query.error === null && data == null && (
        <SkeletonRows label="Reading the figures" rows={6} />
      )}
      {query.data != null && data != null && (
        <Report data={data} files={filesOf(of, code, parameters)}>
          <AttendancePictures report={query.data.report} search={search} />
        </Report>
      )}
    </>
  );
}

interface File {
  readonly word: string;
  readonly href: string;
}

function filesOf(of: GroupKind, code: string | undefined, days: URLSearchParams): readonly File[] {
  const summary = new URLSearchParams({ of, ...(code === undefined ? {} : { code }) });
  for (const [name, value] of days) summary.set(name, value);
  return [
    { word: "Students, CSV", href: `/api/v1/exports/summaries.csv?${summary}` },
    { word: "Students, XLSX", href: `/api/v1/exports/summaries.xlsx?${summary}` },
  ];
}

function Report({
  data,
  files,
  children,
}: {
  data: GroupFiguresView;
  files: readonly File[];
  children: ReactNode;
}) {
  const steps = spreadOfRates(data.students);
  const rated = data.students.filter(({ percent }) => percent !== null);
  const lowest = rated.toSorted((a, b) => (a.percent ?? 0) - (b.percent ?? 0)).slice(0, mostListed);
  return (
    <>
      <Panel
        title={data.of.kind === "institution" ? "Everybody" : data.of.title || data.of.code}
        // Of the whole school the sum alone is read: its students are a list of their own.
        note={data.of.kind === "institution" ? undefined : `${data.students.length} students`}
        className="shrink-0"
        tools={
          <div className="flex flex-wrap gap-2 print:hidden">
            <Button kind="quiet" onClick={() => window.print()}>
              <Printer aria-hidden className="size-3.5" />
              Print
            </Button>
            {files.map(({ word, href }) => (
              <a key={href} href={href} className={buttonLook("quiet")}>
                <FileDown aria-hidden className="size-3.5" />
                {word}
              </a>
            ))}
          </div>
        }
      >
        <div className="flex flex-col gap-2 px-4 py-4">
          <p className="text-2xl font-medium">
            {data.percent === null ? "No data" : `${data.percent.toFixed(1)} %`}
          </p>
          <p className="text-sm break-words text-muted">{data.sum}</p>
          {data.meanOfStudents !== null && (
            <p className="text-sm text-muted">
              Mean of the students’ own rates: {data.meanOfStudents.toFixed(1)} %, another figure.
            </p>
          )}
          <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
            {markStatuses.flatMap((status) => {
              const count = data.counts[status] ?? 0;
              return count === 0
                ? []
                : [
                    <li key={status}>
                      <span className="font-medium">{count.toLocaleString("en-GB")}</span>{" "}
                      <span className="text-muted">{markLooks[status].word.toLowerCase()}</span>
                    </li>,
                  ];
            })}
          </ul>
        </div>
      </Panel>
      {children}
      {rated.length > 0 && (
        <ChartPanel
          title="Students by their rate"
          note={rated.length}
          fileName="students-by-rate"
          className="shrink-0"
          table={{
            columns: ["Rate", "Good", "Fair", "Poor"],
            rows: steps.map(({ from, good, fair, poor }) => [
              `${from} % to ${from + 10} %`,
              good,
              fair,
              poor,
            ]),
          }}
        >
          <StackedBars
            label={`Rates of ${rated.length} students in steps of ten percent`}
            looks={bands}
            bars={steps.map(({ from, good, fair, poor }) => ({
              key: String(from),
              label: `${from} to ${from + 10} %`,
              tick: String(from),
              values: [good, fair, poor],
            }))}
          />
        </ChartPanel>
      )}
      {lowest.length > 0 && (
        <Panel title="Lowest first" note={lowest.length} className="shrink-0">
          <table className="w-full">
            <caption className="sr-only">Students with the lowest rates</caption>
            <thead className="bg-sunken">
              <tr>
                <ColumnHeader>Student</ColumnHeader>
                <ColumnHeader align="right">Rate</ColumnHeader>
                <ColumnHeader align="right">Sum</ColumnHeader>
              </tr>
            </thead>
            <tbody>
              {lowest.map(({ student, percent, earned, possible }) => (
                <tr
                  key={student.id}
                  className="border-b border-line text-sm last:border-b-0 [&>*]:py-1.5 [&>*]:pr-4 [&>*:first-child]:pl-4"
                >
                  <th scope="row" className="text-left font-medium">
                    <Link
                      to="/students/$student"
                      params={{ student: student.id }}
                      className="hover:underline max-sm:inline-block max-sm:py-1"
                    >
                      {writePerson(student)}
                    </Link>
                  </th>
                  <td className="text-right font-medium">{percent?.toFixed(1)} %</td>
                  <td className="text-right text-muted">
                    {earned.value} ÷ {possible.value}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </>
  );
}

function noteOf(window: GroupFiguresView["window"], asked: boolean): string {
  const days = `${writeDay(window.from)} to ${writeDay(window.to)}`;
  if (asked) return days;
  return window.title === null ? titleOfWindow(window) : `${window.title}, ${days}`;
}
