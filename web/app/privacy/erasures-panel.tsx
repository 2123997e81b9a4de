import { useQuery } from "@tanstack/react-query";
import { erasureList } from "../../../src/contract/http/privacy.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { read } from "../api/call-api.ts";

/** Who was erased, without who they were. */
export function ErasuresPanel({ timeZone }: { readonly timeZone: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["privacy", "erasures"],
    queryFn: async ({ signal }) => (await read(erasureList, "privacy/erasures", signal)).erasures,
    retry: false,
  });
  return (
    <Panel title="Erased" note={data?.length} className="shrink-0">
      {error !== null && <ReadTrouble what="The erasures" error={error} onAgain={() => void refetch()} />}
      {data?.length === 0 && (
        <p className="px-4 py-3 text-sm text-muted">
          Nobody. Somebody is erased from the page of what is kept of them.
        </p>
      )}
      <ul>
        {data?.map(({ id, kind, at, by, reason, found }) => (
          <li key={id} className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span>
                {kind === "student" ? "A student" : "Somebody of the staff"}, by {by}
              </span>
              <time dateTime={at} className="text-xs text-muted">
                {writeMoment(at, timeZone)}
              </time>
            </div>
            <p className="break-words text-muted">{reason}</p>
            {Object.keys(found).length > 0 && (
              <p className="text-denied">Found afterwards in {Object.keys(found).join(", ")}.</p>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
