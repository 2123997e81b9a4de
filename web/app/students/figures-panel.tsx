import { Link } from "@tanstack/react-router";
import type { StudentFiguresView } from "../../../src/contract/http/figures.ts";
import type { WeekRate } from "../../../src/contract/http/students.ts";
import { nobodySeenText } from "../../../src/domain/attendance/nobody-seen-yet.ts";
import { writePercent } from "../../../src/domain/attendance/shown-percent.ts";
import { Panel } from "../../ui/panel.tsx";
import { Rate } from "../../ui/rate.tsx";
import { useMay } from "../me/use-me.ts";
import { daysBesideRate, titleOfWindow } from "./title-of-window.ts";
import { WeekSpark } from "./week-spark.tsx";
import { writeCredit } from "./write-credit.ts";

/** Why sessions count nowhere, in words. */
const leftOutWords: Readonly<Record<string, string>> = {
  undecided: "not decided yet",
  needs_review: "waiting for a review",
  not_possible: "not possible to attend",
  authorised: "excused",
  optional: "optional",
  not_begun: "still to come",
};

function writeLeftOut({ because, sessions }: StudentFiguresView["leftOut"][number]): string {
  return `${sessions} ${leftOutWords[because] ?? because}`;
}

/** A student's attendance with the sum behind it, and what can still become of it. */
export function FiguresPanel({
  figures,
  weeks,
}: {
  figures: StudentFiguresView;
  weeks: readonly WeekRate[];
}) {
  const maySeeClasses = useMay("class.read");
  const { percent, band, possible, sum, window, policy, method, leftOut, last28Days, classes } = figures;
  // Of 0 before anybody was seen nothing is said.
  const unsaid = figures.bestReachable === null && sum === nobodySeenText;
  return (
    <Panel title="Attendance" note={titleOfWindow(window)} className="shrink-0">
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3 px-4 py-3">
        <div className="w-40">
          <Rate rate={{ percent, band, possible }} days={daysBesideRate(window)} />
        </div>
        <WeekSpark weeks={weeks} />
        <div className="min-w-0 flex-1 basis-80">
          <p className="text-base break-words">{sum === "" ? "Nothing to count yet." : sum}</p>
          <p className="mt-0.5 text-xs text-muted">
            Policy “{policy.name}”, version {policy.version}
            {method === "minutes" && ", by minutes"}.{" "}
            {leftOut.length > 0 && `Left out: ${leftOut.map(writeLeftOut).join(", ")}.`}
          </p>
        </div>
      </div>
      <dl className="grid grid-cols-2 gap-px border-t border-line bg-line sm:grid-cols-3 lg:grid-cols-6">
        <Told name="Punctuality" value={tellPercent(figures.punctuality)} note="of those seen, on time" />
        <Told name="Last 28 days" value={tellPercent(last28Days.percent)} note={last28Days.sum} />
        <Told
          name="Best reachable"
          value={tellPercent(figures.bestReachable)}
          note={unsaid ? nobodySeenText : `${writeCredit(figures.remaining.value)} still to come`}
        />
        <Told
          name="May still miss"
          value={figures.mayStillMiss === null ? "–" : String(figures.mayStillMiss)}
          note={
            figures.mayStillMiss !== null
              ? "and still be good"
              : unsaid
                ? nobodySeenText
                : "good is out of reach"
          }
        />
        <Told
          name="Absent in a row"
          value={String(figures.currentAbsence)}
          note={`longest ${figures.longestAbsence}`}
        />
        <Told
          name="Last seen"
          value={
            figures.daysSinceLastSeen === null
              ? "Never"
              : figures.daysSinceLastSeen === 0
                ? "Today"
                : `${figures.daysSinceLastSeen} d ago`
          }
          note=""
        />
      </dl>
      {classes.length > 1 && (
        <table className="w-full border-t border-line">
          <caption className="sr-only">Attendance by class</caption>
          <tbody>
            {classes.map(({ code, title, figures: own }) => (
              <tr key={code} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-4 py-2 text-left text-sm font-medium">
                  {maySeeClasses ? (
                    <Link to="/classes/$code" params={{ code }} className="hover:underline">
                      {title === "" ? code : title}
                    </Link>
                  ) : title === "" ? (
                    code
                  ) : (
                    title
                  )}
                  {title !== "" && title !== code && (
                    <span className="block text-xs font-normal text-muted">{code}</span>
                  )}
                  <span className="block text-xs font-normal break-words text-muted sm:hidden">
                    {own.sum}
                  </span>
                </th>
                <td className="px-4 py-2 text-xs break-words text-muted max-sm:hidden">{own.sum}</td>
                <td className="w-44 px-4 py-2">
                  <Rate rate={own} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Told({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className="bg-surface px-4 py-2.5">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>
        <span className="text-xl font-medium tracking-tight">{value}</span>
        {note !== "" && <span className="block text-xs break-words text-muted">{note}</span>}
      </dd>
    </div>
  );
}

const tellPercent = (percent: number | null): string => (percent === null ? "–" : writePercent(percent));
