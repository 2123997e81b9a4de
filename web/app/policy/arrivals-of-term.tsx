import { attendanceReport } from "../../../src/contract/http/reports.ts";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { ArrivalsHistogram } from "../reports/arrivals-histogram.tsx";

/** A whole term is counted. */
const everyMs = 60_000;

/** When people came in the term of now, split as the numbers that are tried would split them. Nothing before anybody did. */
export function ArrivalsOfTerm(rules: { readonly onTimeGrace: number; readonly registerClose: number }) {
  const query = useLiveQuery(
    ["arrivals-of-term"],
    (signal) => read(attendanceReport, "reports/attendance", signal),
    everyMs,
  );
  const arrivals = query.data?.arrivals ?? [];
  if (arrivals.length === 0) return null;
  const { onTimeGrace, registerClose } = rules;
  return (
    <figure aria-label="When people came this term" className="rounded-md border border-line">
      <figcaption className="px-4 pt-3 text-sm font-medium">When people came this term</figcaption>
      <ArrivalsHistogram arrivals={arrivals} onTimeGrace={onTimeGrace} registerClose={registerClose} />
    </figure>
  );
}
