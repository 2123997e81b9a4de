import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ScrollText, X } from "lucide-react";
import { type AuditLineView, auditPage } from "../../../src/contract/http/audit.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { DayField } from "../../ui/day-field.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";

const route = getRouteApi("/audit");
const kinds = [
  { value: "all", word: "Everything" },
  { value: "account.", word: "Accounts and roles" },
  { value: "session.", word: "Signing in and out" },
  { value: "token.", word: "Tokens" },
  { value: "student.look", word: "Looks at a student" },
  { value: "staff.look", word: "Looks at staff" },
  { value: "GET /api/v1/exports", word: "Exports" },
  { value: "POST ", word: "Changes" },
] as const;

/** What was done, by whom, as what, from where, when and why, with what was there before and after. */
export function AuditPage() {
  const { from, to, deed, actor } = route.useSearch();
  const navigate = route.useNavigate();
  const { timeZone } = useLoaded().state.system;
  const parameters = new URLSearchParams(
    Object.entries({ from, to, deed, actor }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const query = useInfiniteQuery({
    queryKey: ["audit", parameters.toString()],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(parameters);
      if (pageParam !== null) asked.set("cursor", String(pageParam));
      return read(auditPage, `audit?${asked}`, signal);
    },
    getNextPageParam: ({ next }) => next,
    retry: false,
  });
  const change = (next: Partial<{ from: string; to: string; deed: string; actor: string }>) =>
    void navigate({ search: (before) => ({ ...before, ...next }) });
  const clear = () => void navigate({ search: {} });
  const pages = query.data?.pages;
  const entries = pages?.flatMap((page) => page.entries);
  const head = pages?.[0]?.head;
  const narrowed = parameters.size > 0;
  const who = actor === undefined ? undefined : entries?.find((entry) => entry.actor.id === actor)?.actor;
  return (
    <>
      <PageHeading
        title="Audit log"
        note={head === undefined ? undefined : `${head.seq.toLocaleString("en-GB")} entries`}
      />
      <div className="flex flex-wrap items-center gap-2 text-sm print:hidden">
        <Select
          label="Kind"
          value={kinds.find(({ value }) => value === deed)?.value ?? "all"}
          choices={[...kinds]}
          onChange={(chosen) => {
            if (chosen === "all") {
              void navigate({ search: ({ deed: _, ...before }) => before });
            } else change({ deed: chosen });
          }}
        />
        <DayField label="From" value={from ?? ""} onChange={(day) => change({ from: day, to: to ?? day })} />
        <DayField label="to" value={to ?? ""} onChange={(day) => change({ to: day, from: from ?? day })} />
        {narrowed && (
          <Button kind="quiet" onClick={clear}>
            <X aria-hidden className="size-3.5" />
            {actor === undefined ? "Clear" : `Everybody, not ${who?.name ?? actor} alone`}
          </Button>
        )}
      </div>
      <Panel title="Entries" note={entries && `newest first · times in ${timeZone}`} className="shrink-0">
        {query.error !== null && (
          <ReadTrouble what="The audit log" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {entries === undefined && query.error === null && <SkeletonRows label="Reading the audit log" />}
        {entries?.length === 0 && (
          <EmptyState icon={ScrollText} title={narrowed ? "Nothing of this kind" : "Nothing is written yet"}>
            <p>
              {narrowed
                ? "Choose other days or another kind."
                : "From the first administrator on it holds what people change, take out and look at."}
            </p>
          </EmptyState>
        )}
        {entries !== undefined && entries.length > 0 && (
          <ol>
            {entries.map((entry) => (
              <Entry
                key={entry.seq}
                entry={entry}
                timeZone={timeZone}
                onActor={() => change({ actor: entry.actor.id })}
              />
            ))}
          </ol>
        )}
        {query.hasNextPage && (
          <div className="px-4 py-3 print:hidden">
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Older entries
            </Button>
          </div>
        )}
      </Panel>
      {head !== undefined && head.seq > 0 && (
        <p className="text-xs break-all text-muted">
          The chain ends with {head.hash}. Noted elsewhere, it shows that nothing was cut off;{" "}
          <code className="font-mono">npx muster audit verify</code> says whether the log is whole.
        </p>
      )}
    </>
  );
}

interface EntryProps {
  readonly entry: AuditLineView;
  readonly timeZone: string;
  readonly onActor: () => void;
}

function Entry({ entry, timeZone, onActor }: EntryProps) {
  const { seq, at, actor, role, address, deed, object, before, after, reason } = entry;
  return (
    <li className="grid grid-cols-1 gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 lg:grid-cols-[11rem_14rem_minmax(0,1fr)]">
      <p>
        <time dateTime={at}>{writeMoment(at, timeZone)}</time>
        <span className="block text-xs text-muted">entry {seq}</span>
      </p>
      <p className="min-w-0">
        <button
          type="button"
          onClick={onActor}
          className="-mx-1 min-h-6 max-w-full rounded-[0.25rem] px-1 text-left font-medium break-words hover:underline"
        >
          {actor.name ?? actor.id}
        </button>
        <span className="block text-xs break-words text-muted">
          {role.replaceAll("_", " ")} · {address}
        </span>
      </p>
      <div className="min-w-0">
        <p className="break-words">
          {deed}
          {object !== "" && <span className="text-muted"> · {object}</span>}
        </p>
        {reason !== "" && <p className="text-xs break-words text-muted">“{reason}”</p>}
        {(before !== null || after !== null) && (
          <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 font-mono text-xs text-muted">
            {before !== null && (
              <>
                <dt>before</dt>
                <dd className="break-all">{before}</dd>
              </>
            )}
            {after !== null && (
              <>
                <dt>after</dt>
                <dd className="break-all">{after}</dd>
              </>
            )}
          </dl>
        )}
      </div>
    </li>
  );
}
