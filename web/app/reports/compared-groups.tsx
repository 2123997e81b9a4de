import { Link } from "@tanstack/react-router";
import type { AttendanceReport } from "../../../src/contract/http/reports.ts";
import { toneBar } from "../../ui/looks.ts";
import type { ReportsSearch } from "./reports-search.ts";

interface ComparedGroupsProps {
  readonly caption: string;
  readonly groups: AttendanceReport["courses"];
  readonly kind: "course" | "cohort";
  readonly goodAt: number;
  readonly search: ReportsSearch;
}

const tones = { good: toneBar.good, fair: toneBar.late, poor: toneBar.denied } as const;

/** What a row is called: by its title or code, or as what is of none. */
export const nameOfGroup = (
  kind: ComparedGroupsProps["kind"],
  { code, title }: ComparedGroupsProps["groups"][number],
): string => (code === null ? `No ${kind}` : title || code);

/** Courses or cohorts as dots on one scale, the lowest first, with the line from which a rate is good. */
export function ComparedGroups({ caption, groups, kind, goodAt, search }: ComparedGroupsProps) {
  return (
    <table className="w-full">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Picture</th>
          <th scope="col">Rate</th>
          <th scope="col">Sum</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => {
          const { code, percent, band, earned, possible } = group;
          return (
            <tr
              key={code ?? ""}
              className="border-b border-line text-sm last:border-b-0 [&>*]:py-1.5 [&>*]:pr-4"
            >
              <th scope="row" className="w-1/4 min-w-32 pl-4 text-left font-medium">
                {code === null ? (
                  <span className="text-muted">{nameOfGroup(kind, group)}</span>
                ) : (
                  <Link
                    to="/reports"
                    search={{ ...search, of: kind, code }}
                    className="break-words hover:underline max-sm:inline-block max-sm:py-1"
                  >
                    {nameOfGroup(kind, group)}
                  </Link>
                )}
              </th>
              <td aria-hidden>
                <span className="relative block h-4">
                  <span className="absolute inset-x-0 top-1/2 border-t border-line" />
                  <span
                    className="absolute inset-y-0 border-l border-line-strong"
                    style={{ left: `${goodAt}%` }}
                  />
                  {percent !== null && (
                    <span
                      className={`absolute top-1/2 size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full ${tones[band ?? "poor"]}`}
                      style={{ left: `${percent}%` }}
                    />
                  )}
                </span>
              </td>
              <td className="w-20 text-right font-medium tabular-nums">
                {percent === null ? "No data" : `${percent.toFixed(1)} %`}
              </td>
              <td className="w-36 text-right text-muted tabular-nums max-sm:hidden">
                {earned.value.toLocaleString("en-GB")} ÷ {possible.value.toLocaleString("en-GB")}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
