import { getRouteApi } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { readSessions, type SessionQueue } from "./read-sessions.ts";
import { RegistersFrame } from "./registers-frame.tsx";
import { SessionTable } from "./session-table.tsx";
import type { SessionsSearch } from "./sessions-search.ts";

/** Before any session of this product: the queues are of all days. */
const firstOfAll = "2000-01-01";
const everyMs = 15_000;
const toSign = getRouteApi("/registers/to-sign");
const toReview = getRouteApi("/registers/to-review");

/** Registers of all days that have ended and that nobody signed, the latest first. */
export function RegistersToSignPage() {
  const navigate = toSign.useNavigate();
  const search = toSign.useSearch();
  return (
    <RegisterQueue
      title="To sign"
      queue="to_sign"
      nothing="Every register is signed"
      groups={[{ title: "Sessions", holds: () => true }]}
      because="A register waits here from the end of its session until somebody signs it or it becomes final by itself."
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: isSameStep(search, next) })}
    />
  );
}

/** Registers of all days with marks that a person has to decide, the latest first. */
export function RegistersToReviewPage() {
  const navigate = toReview.useNavigate();
  const search = toReview.useSearch();
  return (
    <RegisterQueue
      title="To review"
      queue="to_look_at"
      nothing="No mark waits for a person"
      because="Here stand registers with marks that cannot be known, that contradict each other, or that later facts would change."
      groups={[
        {
          title: "Marks to review",
          holds: ({ toLookAt, proposals }) => toLookAt > proposals,
        },
        {
          title: "Final, and changed only by what came later",
          note: "not in the number beside To review",
          holds: ({ toLookAt, proposals }) => toLookAt === proposals,
        },
      ]}
      search={search}
      onSearch={(next) => void navigate({ search: next, replace: isSameStep(search, next) })}
    />
  );
}

interface QueueGroup {
  readonly title: string;
  /** Said behind how many there are. */
  readonly note?: string;
  readonly holds: (session: SessionRow) => boolean;
}

interface RegisterQueueProps {
  readonly title: string;
  readonly queue: SessionQueue;
  readonly nothing: string;
  readonly because: string;
  /** Each with its own list, where it has any. */
  readonly groups: readonly QueueGroup[];
  readonly search: SessionsSearch;
  readonly onSearch: (search: SessionsSearch) => void;
}

function RegisterQueue({ title, queue, nothing, because, groups, search, onSearch }: RegisterQueueProps) {
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const clock = useServerNow(everyMs);
  const query = useLiveQuery(["sessions", queue, today], (signal) =>
    readSessions(firstOfAll, today, signal, queue),
  );
  const { data } = query;
  return (
    <RegistersFrame
      title={title}
      note="of all days"
      query={{
        data: data && {
          ...data,
          sessions: data.sessions.toSorted((a, b) => Date.parse(b.start) - Date.parse(a.start)),
        },
        error: query.error,
        refetch: query.refetch,
      }}
      search={search}
      onSearch={onSearch}
      empty={
        <Panel title="Sessions" className="shrink-0">
          <EmptyState icon={CircleCheck} title={nothing}>
            <p>{because}</p>
          </EmptyState>
        </Panel>
      }
    >
      {(sessions) =>
        groups.map(({ title: name, note, holds }) => {
          const those = sessions.filter(holds);
          if (those.length === 0) return null;
          return (
            <Panel
              key={name}
              title={name}
              note={note === undefined ? those.length : `${those.length}, ${note}`}
              className="shrink-0"
            >
              <SessionTable
                caption={groups.length > 1 ? name : title}
                sessions={those}
                now={clock}
                dated
                totals
              />
            </Panel>
          );
        })
      }
    </RegistersFrame>
  );
}
