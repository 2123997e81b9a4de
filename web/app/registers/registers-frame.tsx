import { Link } from "@tanstack/react-router";
import { CalendarPlus, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { narrowingsOf, narrowSessions } from "./narrow-sessions.ts";
import type { SessionsRead } from "./read-sessions.ts";
import { RegisterParts } from "./register-parts.tsx";
import { SessionFilters } from "./session-filters.tsx";
import type { SessionsSearch } from "./sessions-search.ts";
import { useSessionKeys } from "./use-session-keys.ts";

interface RegistersFrameProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** What chooses the days. */
  readonly days?: ReactNode;
  readonly query: {
    readonly data: SessionsRead | undefined;
    readonly error: Error | null;
    refetch(): unknown;
  };
  readonly search: SessionsSearch;
  readonly onSearch: (search: SessionsSearch) => void;
  /** Said where there are no sessions at all. */
  readonly empty: ReactNode;
  /** Shown with the sessions that the filters leave over. */
  readonly children: (sessions: readonly SessionRow[]) => ReactNode;
}

/** What the lists of registers have in common: the ways between them, filters, and what is said instead of a list. */
export function RegistersFrame({
  title,
  note,
  days,
  query: { data, error, refetch },
  search,
  onSearch,
  empty,
  children,
}: RegistersFrameProps) {
  useSessionKeys();
  const all = data?.sessions ?? [];
  const sessions = narrowSessions(all, search);
  return (
    <>
      <PageHeading
        title={title}
        note={note}
        tools={
          <>
            {days}
            <div className="flex min-w-44 flex-1 sm:flex-none">
              <SearchField
                label="Find sessions"
                placeholder="Title, room, class, staff"
                value={search.search ?? ""}
                onChange={(typed) => onSearch({ ...search, search: typed === "" ? undefined : typed })}
              />
            </div>
            <Link to="/registers/new" className={buttonLook("plain")}>
              <CalendarPlus aria-hidden className="size-3.5" />
              New session
            </Link>
          </>
        }
      />
      <RegisterParts />
      {all.length > 0 && (
        <SessionFilters search={search} narrowings={narrowingsOf(all)} onChange={onSearch} />
      )}
      {error !== null && (
        <Panel title="Sessions" className="shrink-0">
          <ReadTrouble what="The sessions" error={error} onAgain={() => void refetch()} />
        </Panel>
      )}
      {error === null && data === undefined && (
        <Panel title="Sessions" className="shrink-0">
          <SkeletonRows label="Reading the sessions" rows={10} />
        </Panel>
      )}
      {data !== undefined && all.length === 0 && empty}
      {all.length > 0 && sessions.length === 0 && (
        <Panel title="Sessions" className="shrink-0">
          <EmptyState icon={SearchX} title="No session matches">
            <p>
              There {all.length === 1 ? "is one session" : `are ${all.length} sessions`} here, and none of
              them is what the filters ask for.
            </p>
            <div>
              <Button onClick={() => onSearch({ day: search.day })}>Show them all</Button>
            </div>
          </EmptyState>
        </Panel>
      )}
      {sessions.length > 0 && children(sessions)}
      {data?.complete === false && (
        <p role="status" className="text-sm text-muted">
          There are more sessions than are shown here. Choose fewer days.
        </p>
      )}
    </>
  );
}
