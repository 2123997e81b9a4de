import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import type { AlertView } from "../../../src/contract/http/alerts.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { writePerson } from "../sessions/write-person.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { AcknowledgeDialog } from "./acknowledge-dialog.tsx";
import { alertLook } from "./alert-looks.ts";
import { type AlertState, mostAlerts, useAlerts } from "./use-alerts.ts";

interface AlertListProps {
  readonly state: AlertState;
  readonly onState: (state: AlertState) => void;
}

const atOnce = 50;

/** Alerts, newest first; all of them begins with the open ones. */
export function AlertList({ state, onState }: AlertListProps) {
  const timeZone = useLiveValue((live) => live.state?.system.timeZone ?? "UTC");
  const [limit, setLimit] = useState(atOnce);
  const [asked, setAsked] = useState<AlertView | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const query = useAlerts(state, limit);
  const found = query.data?.of === state ? query.data : undefined;
  // Stable: among the open ones and among the others the newest stay first.
  const alerts = found?.alerts.toSorted(
    (a, b) => Number(a.retracted !== null) - Number(b.retracted !== null),
  );
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2">
        <SegmentedControl
          label="Which alerts"
          value={state}
          segments={[
            { value: "open", word: "Open" },
            { value: "retracted", word: "Taken back" },
            { value: "all", word: "All" },
          ]}
          onChange={onState}
        />
        <p role="status" className="text-xs text-muted">
          {said ?? (found === undefined ? "" : writeCount(found.open))}
        </p>
      </div>
      {query.error !== null && (
        <ReadTrouble what="The alerts" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {found === undefined && query.error === null && <SkeletonRows label="Reading the alerts" rows={5} />}
      {alerts?.length === 0 && (
        <EmptyState
          level={2}
          icon={CircleCheck}
          title={state === "open" ? "No alert is open" : "No alert here"}
        >
          <p>
            {state === "retracted"
              ? "An alert is taken back when its condition no longer holds, with the sums before and after."
              : "An alert opens when a student's figures meet one of the rules, and is taken back when they no longer do."}
          </p>
          <p>
            <Link to="/notifications" className="font-medium text-accent underline">
              See the rules
            </Link>
          </p>
        </EmptyState>
      )}
      {alerts !== undefined && alerts.length > 0 && (
        <ul>
          {alerts.map((alert) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              timeZone={timeZone}
              onAcknowledge={() => setAsked(alert)}
            />
          ))}
        </ul>
      )}
      {found !== undefined && found.next !== null && limit < mostAlerts && (
        <div className="flex justify-center px-4 py-3">
          <Button disabled={query.isFetching} onClick={() => setLimit(Math.min(limit * 2, mostAlerts))}>
            Show older ones
          </Button>
        </div>
      )}
      {found !== undefined && found.next !== null && limit >= mostAlerts && (
        <p className="px-4 py-3 text-center text-sm text-muted">
          The newest {mostAlerts} are shown. A rule that opens so many finds more than somebody can look
          after.
        </p>
      )}
      {asked !== null && (
        <AcknowledgeDialog
          alert={asked}
          onClose={() => setAsked(null)}
          onDone={() => setSaid(`Noted: somebody looks after ${writePerson(asked.student)}.`)}
        />
      )}
    </>
  );
}

const writeCount = (open: number): string => (open === 1 ? "1 is open" : `${open} are open`);

interface AlertRowProps {
  readonly alert: AlertView;
  readonly timeZone: string;
  readonly onAcknowledge: () => void;
}

function AlertRow({ alert, timeZone, onAcknowledge }: AlertRowProps) {
  const { student, because, openedAt, acknowledged, retracted, notified } = alert;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-b-0 lg:grid-cols-[12rem_minmax(0,1fr)_7rem_8rem]">
      <span className="min-w-0">
        <Link
          to="/students/$student"
          params={{ student: student.id }}
          className="text-sm font-medium break-words hover:underline max-lg:inline-block max-lg:py-1"
        >
          {writePerson(student)}
        </Link>
        {student.name !== null && <span className="block text-xs text-muted">{student.id}</span>}
      </span>
      <span className="flex min-w-0 flex-col gap-1 text-sm break-words max-lg:order-3 max-lg:col-span-2">
        <span>{because}</span>
        <span className="text-xs text-muted">
          Opened {writeMoment(openedAt, timeZone)}
          {notified.length > 0 && `, told to ${notified.map(({ to }) => to).join(", ")}`}
        </span>
        {acknowledged !== null && (
          <span className="text-xs text-muted">
            {acknowledged.by} looks after it since {writeMoment(acknowledged.at, timeZone)}
            {acknowledged.note !== "" && `: “${acknowledged.note}”`}
          </span>
        )}
        {retracted !== null && (
          <span className="text-muted">
            {retracted.because}{" "}
            <span className="text-xs">Taken back {writeMoment(retracted.at, timeZone)}.</span>
          </span>
        )}
      </span>
      <span className="flex">
        <StatusMark look={alertLook(alert)} />
      </span>
      <span className="flex max-lg:order-4 max-lg:col-span-2 lg:justify-end">
        {acknowledged === null && retracted === null && (
          <Button aria-label={`Acknowledge: ${writePerson(student)}`} onClick={onAcknowledge}>
            Acknowledge
          </Button>
        )}
      </span>
    </li>
  );
}
