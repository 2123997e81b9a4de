import { useQuery } from "@tanstack/react-query";
import { studentLooks } from "../../../src/contract/http/audit.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { read } from "../api/call-api.ts";

/** Who looked at what is kept of a student. */
export function LooksPanel({ student, timeZone }: { readonly student: string; readonly timeZone: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["looks", student],
    queryFn: async ({ signal }) =>
      (await read(studentLooks, `students/${encodeURIComponent(student)}/looks`, signal)).looks,
    retry: false,
  });
  return (
    <Panel title="Who looked at this" note={data?.length} className="shrink-0">
      {error !== null && <ReadTrouble what="The looks" error={error} onAgain={() => void refetch()} />}
      {data?.length === 0 && (
        <p className="px-4 py-3 text-sm text-muted">
          Nobody else has opened this page or taken the record as a file. Registers and lists of a class, on
          which a name is one of many, are not counted here.
        </p>
      )}
      {data !== undefined && data.length > 0 && (
        <ul>
          {data.map(({ at, by, role }) => (
            <li
              key={at + by}
              className="flex flex-wrap items-baseline justify-between gap-x-6 border-b border-line px-4 py-2 text-sm last:border-b-0"
            >
              <span>
                {by} <span className="text-muted">· {role.replaceAll("_", " ")}</span>
              </span>
              <time dateTime={at} className="text-xs text-muted">
                {writeMoment(at, timeZone)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
