import { getRouteApi } from "@tanstack/react-router";
import { CalendarOff, Plus, SearchX } from "lucide-react";
import { useState } from "react";
import type { AbsenceView } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { DayField } from "../../ui/day-field.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FoldedFilters } from "../../ui/folded-filters.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { isSameStep } from "../is-same-step.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useMay } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { AbsenceDialog } from "./absence-dialog.tsx";
import { absenceLooks } from "./absence-looks.ts";
import { AbsenceRow } from "./absence-row.tsx";
import type { AbsenceStep } from "./absence-steps.ts";
import { type AbsencesSearch, absenceStates } from "./absences-search.ts";
import { NewAbsenceDialog } from "./new-absence-dialog.tsx";
import { readAbsences } from "./read-absences.ts";

const route = getRouteApi("/absences");
const searchDelayMs = 150;

/** Leave that was asked for or recorded, and the decisions on it. */
export function AbsencesPage() {
  const search = route.useSearch();
  const { state = "submitted", from, to, record } = search;
  const mayRecord = useMay("absence.decide");
  const navigate = route.useNavigate();
  const change = (next: Partial<AbsencesSearch>) =>
    void navigate({
      search: (before) => ({ ...before, ...next }),
      replace: isSameStep(search, { ...search, ...next }),
    });
  const timeZone = useLiveValue(({ state: live }) => live?.system.timeZone ?? "UTC");
  const [asked, setAsked] = useState<{ absence: AbsenceView; step: AbsenceStep } | null>(null);
  const words = useSettled(search.search, searchDelayMs);
  const key = JSON.stringify([state, words, from, to]);
  const query = useLiveQuery(["absences", key], async (signal) => ({
    key,
    ...(await readAbsences({ state: state === "all" ? undefined : state, search: words, from, to }, signal)),
  }));
  const found = query.data?.key === key ? query.data : undefined;
  const narrowed = words !== undefined || from !== undefined || to !== undefined;
  const waiting = query.data?.waiting;
  return (
    <>
      <PageHeading
        title="Absences"
        note={
          waiting === undefined
            ? undefined
            : waiting === 0
              ? "nothing waits for a decision"
              : `${waiting} ${waiting === 1 ? "waits" : "wait"} for a decision`
        }
        tools={
          mayRecord && (
            <Button kind="primary" onClick={() => change({ record: "true" })}>
              <Plus aria-hidden className="size-3.5" />
              Record an absence
            </Button>
          )
        }
      />
      <div className="flex flex-wrap items-center gap-2 text-sm print:hidden">
        <div className="flex w-full sm:w-auto">
          <SearchField
            label="Find absences by name or id"
            placeholder="Name or id"
            value={search.search ?? ""}
            onChange={(typed) => change({ search: typed === "" ? undefined : typed })}
          />
        </div>
        <FoldedFilters
          set={[search.state, from ?? to].filter((value) => value !== undefined).length}
          onClear={
            narrowed || search.state !== undefined
              ? () => change({ search: undefined, state: undefined, from: undefined, to: undefined })
              : null
          }
        >
          <Select
            label="State"
            value={state}
            choices={[
              ...absenceStates.map((each) => ({ value: each, word: absenceLooks[each].word })),
              { value: "all" as const, word: "All" },
            ]}
            onChange={(chosen) => change({ state: chosen === "submitted" ? undefined : chosen })}
          />
          <DayField
            label="From"
            value={from ?? ""}
            onChange={(day) => change({ from: day, to: to ?? day })}
          />
          <DayField label="to" value={to ?? ""} onChange={(day) => change({ to: day, from: from ?? day })} />
        </FoldedFilters>
      </div>
      <Panel
        title={state === "all" ? "All" : absenceLooks[state].word}
        note={
          found === undefined
            ? undefined
            : `${found.absences.length}${found.complete ? "" : " or more"} · times in ${timeZone}`
        }
        className="shrink-0"
      >
        {query.error !== null && (
          <ReadTrouble what="The absences" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {found === undefined && query.error === null && <SkeletonRows label="Reading the absences" />}
        {found?.absences.length === 0 && narrowed && (
          <EmptyState icon={SearchX} title="No absence matches">
            <p>Nobody of this name or id has one in this state and these days. “All” shows every state.</p>
          </EmptyState>
        )}
        {found?.absences.length === 0 && !narrowed && (
          <EmptyState
            icon={CalendarOff}
            title={state === "submitted" ? "No absence waits for a decision" : "No absence here"}
          >
            <p>
              {state === "submitted"
                ? "Absences that are recorded here, or come by the API, wait until somebody approves or rejects them."
                : "Choose another state above, or record an absence."}
            </p>
          </EmptyState>
        )}
        {found !== undefined && found.absences.length > 0 && (
          <ul>
            {found.absences.map((absence) => (
              <AbsenceRow
                key={absence.id}
                absence={absence}
                timeZone={timeZone}
                onStep={(step) => setAsked({ absence, step })}
              />
            ))}
          </ul>
        )}
      </Panel>
      {record !== undefined && <NewAbsenceDialog onClose={() => change({ record: undefined })} />}
      {asked !== null && <AbsenceDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}
