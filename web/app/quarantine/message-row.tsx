import { Link } from "@tanstack/react-router";
import { ChevronRight, Clock } from "lucide-react";
import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { describeSource } from "../devices/describe-source.ts";
import { DeviceName } from "../devices/device-name.tsx";
import { explainRefusal } from "./explain-refusal.ts";
import { PayloadView } from "./payload-view.tsx";
import { type ClockAsked, isClockCode } from "./use-clock-corrections.ts";
import { isSettled, replayTrouble, writeOutcome } from "./write-replay-outcome.ts";

interface MessageRowProps {
  readonly message: QuarantineView;
  readonly day: string;
  readonly timeZone: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onReplay: () => void;
  readonly onClock: (asked: ClockAsked) => void;
  readonly onDismiss: () => void;
  /** Takes back that it was put aside. */
  readonly onTakeBack: () => void;
}

/** One message: why it was refused, and on asking all of it. */
export function MessageRow({ message, day, timeZone, open, onToggle, ...deeds }: MessageRowProps) {
  const { id, code, sender } = message;
  const face = clockfaceOf(timeZone);
  const { replayedAt, replayOutcome, dismissed } = message;
  const cannotReplay = replayTrouble(message);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full items-start gap-2 px-4 py-2.5 text-left hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={`mt-0.5 size-4 shrink-0 text-muted print:hidden ${open ? "rotate-90" : ""}`}
        />
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
          <span className="min-w-0 text-sm font-medium break-words">{message.detail}</span>
          <span className="text-xs break-words text-muted">
            <time dateTime={message.receivedAt}>{face.time(message.receivedAt, day)}</time>
            {" · "}
            {message.sender ?? "no sender"}
            {replayOutcome !== null && ` · replayed: ${writeOutcome(replayOutcome)}`}
            {dismissed !== null && " · dismissed"}
          </span>
        </span>
      </button>
      {open && (
        <div className="flex flex-col gap-3 px-4 pt-2 pb-4 sm:pl-10">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
            <dt className="text-muted">Reason</dt>
            <dd>
              {explainRefusal(message.code).title}{" "}
              <code className="font-mono text-muted">{message.code}</code>
            </dd>
            {message.sender !== null && (
              <>
                <dt className="text-muted">Sender</dt>
                <dd>
                  <Link
                    to="/devices/$name"
                    params={{ name: message.sender }}
                    className="break-all underline underline-offset-2"
                  >
                    <DeviceName name={message.sender} />
                  </Link>
                </dd>
              </>
            )}
            <dt className="text-muted">Topic</dt>
            <dd className="font-mono break-all">{message.topic}</dd>
            {message.topic !== "" && (
              <>
                <dt className="text-muted">Read as</dt>
                <dd>
                  {message.source === null
                    ? "nothing: no sender known here uses this topic"
                    : describeSource(message.source)}
                </dd>
              </>
            )}
            <dt className="text-muted">Delivery</dt>
            <dd>
              QoS {message.qos}
              {message.retained && ", retained by the broker"}
            </dd>
            {replayedAt !== null && (
              <>
                <dt className="text-muted">Replayed</dt>
                <dd>
                  <time dateTime={replayedAt}>{face.time(replayedAt, day)}</time>
                </dd>
              </>
            )}
            {dismissed !== null && (
              <>
                <dt className="text-muted">Dismissed</dt>
                <dd>
                  <time dateTime={dismissed.at}>{face.time(dismissed.at, day)}</time> by {dismissed.by}
                  {dismissed.reason !== "" && `: “${dismissed.reason}”`}
                </dd>
              </>
            )}
          </dl>
          <PayloadView payload={message.payload} />
          <div className="flex flex-wrap items-center gap-3 print:hidden">
            {cannotReplay === null && (
              <>
                {isClockCode(code) && sender !== null && dismissed === null && (
                  <Button onClick={() => deeds.onClock({ sender, code, message: id })}>
                    <Clock aria-hidden className="size-3.5" />
                    Put its clock right
                  </Button>
                )}
                <Button onClick={deeds.onReplay}>Replay this message</Button>
              </>
            )}
            {dismissed !== null ? (
              <Button onClick={deeds.onTakeBack}>Take it back</Button>
            ) : (
              !isSettled(message) && (
                <Button kind="quiet" onClick={deeds.onDismiss}>
                  Dismiss
                </Button>
              )
            )}
            {cannotReplay !== null && <p className="text-xs text-muted">{cannotReplay}</p>}
          </div>
        </div>
      )}
    </>
  );
}
