import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarOff, Plus } from "lucide-react";
import { useState } from "react";
import type { AbsenceView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useLiveQuery } from "../live/use-live-query.ts";
import { writePerson } from "../sessions/write-person.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { AbsenceDialog } from "./absence-dialog.tsx";
import { absenceLooks, effectWords } from "./absence-looks.ts";
import { type AbsenceStep, stepsOf } from "./absence-steps.ts";
import { absenceStates } from "./absences-search.ts";
import { NewAbsenceDialog } from "./new-absence-dialog.tsx";
import { readAbsences } from "./read-absences.ts";

const route = getRouteApi("/absences");

/** Leave that was asked for or recorded, and the decisions on it. */
export function AbsencesPage() {
  const { state = "submitted" } = route.useSearch();
  const navigate = route.useNavigate();
  const timeZone = useLiveValue(({ state: live }) => live?.system.timeZone ?? "UTC");
  const [asked, setAsked] = useState<"new" | { absence: AbsenceView; step: AbsenceStep } | null>(null);
  const query = useLiveQuery(["absences", state], async (signal) => ({
    state,
    ...(await readAbsences(state === "all" ? null : state, signal)),
  }));
  const found = query.data?.state === state ? query.data : undefined;
  return (
    <>
      <PageHeading
        title="Absences"
        note={`times in ${timeZone}`}
        tools={
          <>
            <Select
              label="State"
              value={state}
              choices={[
                ...absenceStates.map((each) => ({ value: each, word: absenceLooks[each].word })),
                { value: "all" as const, word: "All" },
              ]}
              onChange={(chosen) =>
                void navigate({
                  search: { state: chosen === "submitted" ? undefined : chosen },
                  replace: true,
                })
              }
            />
            <Button kind="primary" onClick={() => setAsked("new")}>
              <Plus aria-hidden className="size-3.5" />
              Record an absence
            </Button>
          </>
        }
      />
      <Panel
        title={state === "all" ? "All" : absenceLooks[state].word}
        note={found === undefined ? undefined : `${found.absences.length}${found.complete ? "" : " or more"}`}
        className="shrink-0"
      >
        {query.error !== null && (
          <ReadTrouble what="The absences" error={query.error} onAgain={() => void query.refetch()} />
        )}
        {found === undefined && query.error === null && <SkeletonRows label="Reading the absences" />}
        {found?.absences.length === 0 && (
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
      {asked === "new" && <NewAbsenceDialog onClose={() => setAsked(null)} />}
      {asked !== null && asked !== "new" && <AbsenceDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface AbsenceRowProps {
  readonly absence: AbsenceView;
  readonly timeZone: string;
  readonly onStep: (step: AbsenceStep) => void;
}

function AbsenceRow({ absence, timeZone, onStep }: AbsenceRowProps) {
  const { student, from, to, category, effect, state, reason, by, at } = absence;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0 lg:grid-cols-[11rem_13rem_minmax(0,1fr)_6rem_auto]">
      <span className="min-w-0">
        <Link
          to="/students/$student/calendar"
          params={{ student: student.id }}
          className="text-sm font-medium break-words hover:underline"
        >
          {writePerson(student)}
        </Link>
        {student.name !== null && <span className="block text-xs text-muted">{student.id}</span>}
      </span>
      <span className="text-sm max-lg:order-3 max-lg:col-span-2">{writeStretch(from, to, timeZone)}</span>
      <span className="min-w-0 text-sm break-words max-lg:order-4 max-lg:col-span-2">
        {category} <span className="text-muted">· {effectWords[effect]}</span>
        <span className="block text-xs text-muted">
          “{reason}” · {by}, {writeMoment(at, timeZone)}
        </span>
      </span>
      <span className="flex">
        <StatusMark look={absenceLooks[state]} />
      </span>
      <span className="flex flex-wrap gap-2 max-lg:order-5 max-lg:col-span-2 lg:w-72 lg:justify-end print:hidden">
        {stepsOf[state].map(({ to: step, word }) => (
          <Button key={step} aria-label={`${word}: ${writePerson(student)}`} onClick={() => onStep(step)}>
            {word}
          </Button>
        ))}
      </span>
    </li>
  );
}

const dates = new Map<string, Intl.DateTimeFormat>();

function writeMoment(instant: string, timeZone: string): string {
  let format = dates.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short", year: "numeric" });
    dates.set(timeZone, format);
  }
  return `${format.format(new Date(instant))}, ${clockfaceOf(timeZone).minute(instant)}`;
}

function writeStretch(from: string, to: string, timeZone: string): string {
  const sameDay = localDay(from, timeZone) === localDay(to, timeZone);
  return `${writeMoment(from, timeZone)} – ${sameDay ? clockfaceOf(timeZone).minute(to) : writeMoment(to, timeZone)}`;
}
