import { getRouteApi } from "@tanstack/react-router";
import { MessageSquareWarning } from "lucide-react";
import { disputeStates } from "../../../src/domain/attendance/dispute.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { MarkPanel } from "../registers/mark-panel.tsx";
import { DisputeList } from "./dispute-list.tsx";
import { disputeLooks } from "./dispute-words.ts";
import { useDisputes } from "./use-disputes.ts";

const route = getRouteApi("/disputes");

/** What students say against their marks: those that wait first, each answered in place. */
export function DisputesPage() {
  const { state = "open", session, student } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useDisputes({ state: state === "all" ? undefined : state }, true);
  const { data, error } = query;
  const show = (next: {
    state?: typeof state | undefined;
    session?: string | undefined;
    student?: string | undefined;
  }) => void navigate({ search: (before) => ({ ...before, ...next }) });
  return (
    <>
      <PageHeading
        title="Disputes"
        note={
          data === undefined
            ? undefined
            : data.waiting === 0
              ? "none waits for an answer"
              : `${data.waiting} ${data.waiting === 1 ? "waits" : "wait"} for an answer`
        }
      />
      <div className="flex flex-wrap items-center gap-2 text-sm print:hidden">
        <Select
          label="State"
          value={state}
          choices={[
            ...disputeStates.map((each) => ({ value: each, word: disputeLooks[each].word })),
            { value: "all" as const, word: "All" },
          ]}
          onChange={(chosen) => show({ state: chosen === "open" ? undefined : chosen })}
        />
      </div>
      <Panel
        title={state === "all" ? "All" : disputeLooks[state].word}
        note={
          data === undefined ? undefined : `${data.disputes.length}${data.next === null ? "" : " newest"}`
        }
        className="shrink-0"
      >
        {error !== null && (
          <ReadTrouble what="The disputes" error={error} onAgain={() => void query.refetch()} />
        )}
        {data === undefined && error === null && <SkeletonRows label="Reading the disputes" />}
        {data?.disputes.length === 0 && (
          <EmptyState icon={MessageSquareWarning} title="No dispute here">
            <p>
              A student who thinks that a mark is wrong says so on it, with what it should be; it waits here
              until it is answered by a correction or with a reason.
            </p>
          </EmptyState>
        )}
        {data !== undefined && data.disputes.length > 0 && (
          <DisputeList
            disputes={data.disputes}
            withStudent
            onOpen={(dispute) => show({ session: dispute.session.id, student: dispute.student.id })}
          />
        )}
      </Panel>
      {session !== undefined && student !== undefined && (
        <MarkPanel
          session={session}
          student={student}
          withSession
          onClose={() => show({ session: undefined, student: undefined })}
        />
      )}
    </>
  );
}
