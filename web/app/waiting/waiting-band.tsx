import { Link } from "@tanstack/react-router";
import { CloudOff, TriangleAlert } from "lucide-react";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { Button } from "../../ui/button.tsx";
import { markLooks } from "../../ui/looks.ts";
import { correctionWords } from "../registers/correction.ts";
import { useSendWaiting, useWaitingChanges, useWaitingList } from "./use-waiting.ts";
import type { WaitingChange } from "./waiting-change.ts";

/** What the server does not have yet, and what a person has to look at before it is said. */
export function WaitingBand() {
  const waiting = useWaitingChanges();
  const changes = useWaitingList();
  useSendWaiting();
  if (waiting === null || changes.length === 0) return null;
  const waits = changes.filter(({ stopped }) => stopped === null).length;
  const stopped = changes.length - waits;
  return (
    <section
      aria-label="Changes on this device"
      className="mx-4 mt-4 rounded-panel border border-line bg-late-soft text-sm sm:mx-6 print:hidden"
    >
      <p role="status" className="flex items-center gap-2 px-4 py-2.5 font-medium">
        <CloudOff aria-hidden className="size-4 shrink-0 text-late" />
        {[
          ...(waits > 0
            ? [
                `${waits === 1 ? "One change waits" : `${waits} changes wait`} on this device until the server is back`,
              ]
            : []),
          ...(stopped > 0 ? [`${stopped === 1 ? "one needs" : `${stopped} need`} you`] : []),
        ].join("; ")}
      </p>
      <ol>
        {changes.map((change) => (
          <li key={change.id} className="flex flex-col gap-2 border-t border-line px-4 py-2.5">
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
              <p className="min-w-0 flex-1 basis-56 break-words">
                {describeChange(change)}{" "}
                <Link
                  to="/registers/$session"
                  params={{ session: change.session }}
                  className="text-muted underline"
                >
                  {change.title}
                </Link>
              </p>
              {change.stopped === null && (
                <Button
                  kind="quiet"
                  aria-label={`Take back: ${describeChange(change)}`}
                  onClick={() => waiting.drop(change.id)}
                >
                  Take back
                </Button>
              )}
            </div>
            {change.stopped !== null && (
              <Stopped
                stopped={change.stopped}
                onInsist={() => waiting.insist(change.id)}
                onDrop={() => waiting.drop(change.id)}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface StoppedProps {
  readonly stopped: NonNullable<WaitingChange["stopped"]>;
  readonly onInsist: () => void;
  readonly onDrop: () => void;
}

function Stopped({ stopped, onInsist, onDrop }: StoppedProps) {
  const conflict = stopped.because === "conflict";
  return (
    <div role="alert" className="flex flex-col gap-2">
      <p className="flex items-start gap-2">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-denied" />
        <span className="min-w-0 break-words">
          {conflict
            ? "It changed meanwhile, and nothing was written: "
            : `It was not taken: ${stopped.message}`}
          {conflict &&
            stopped.now.map(({ student, status, why }) => (
              <span key={student} className="block">
                {student} is now {wordOf(status)}. <span className="text-muted">{why}</span>
              </span>
            ))}
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onInsist}>{conflict ? "Write mine all the same" : "Try again"}</Button>
        <Button kind="quiet" onClick={onDrop}>
          {conflict ? "Leave it as it is now" : "Put it away"}
        </Button>
      </div>
    </div>
  );
}

const wordOf = (status: string): string => {
  const known = markStatuses.find((one) => one === status);
  return known === undefined ? status : markLooks[known].word.toLowerCase();
};

function describeChange({ deed }: WaitingChange): string {
  if (deed.kind === "sign-off") return "Sign off:";
  const { students, to, reason } = deed;
  const [first] = students;
  const who =
    students.length === 1 && first !== undefined
      ? (first.name ?? first.student)
      : `${students.length} students`;
  return `${who}: ${correctionWords[to.status].toLowerCase()}, “${reason}”:`;
}
