import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type ClockCorrectionPreview,
  clockCorrectionOutcome,
} from "../../../src/contract/http/clock-corrections.ts";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { post } from "../api/call-api.ts";
import { useDeviceName } from "../devices/use-device-name.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { ClockOutcome } from "./clock-outcome.tsx";
import { type ClockAsked, useClockPreview } from "./use-clock-corrections.ts";
import { quarantineKey } from "./use-quarantine.ts";
import { writeReplayOutcome } from "./write-replay-outcome.ts";

interface ClockDialogProps {
  readonly asked: ClockAsked;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

type Way = "ahead" | "behind";

/** States how wrong a sender's clock was: what would be stored and which marks change, and then does it. */
export function ClockDialog({ asked, onDone, onClose }: ClockDialogProps) {
  const nameOf = useDeviceName();
  const client = useQueryClient();
  const [typed, setTyped] = useState<string | null>(null);
  const [way, setWay] = useState<Way>(asked.code === "time_too_old" ? "behind" : "ahead");
  const seconds = typed === null ? null : readSeconds(typed);
  const stated = seconds === null ? null : way === "ahead" ? seconds : -seconds;
  const settled = useSettled(stated, 300);
  const { data, error, refetch, isPlaceholderData } = useClockPreview(asked, settled);
  const taking = useMutation({
    mutationFn: (said: { readonly aheadSeconds: number; readonly reason: string }) =>
      post(clockCorrectionOutcome, "clock-corrections", { ...asked, ...said }),
    onSuccess: (outcome) => {
      void client.invalidateQueries({ queryKey: [quarantineKey] });
      onDone(`The clock of ${nameOf(asked.sender)} was put right. ${writeReplayOutcome(outcome)}`);
    },
  });
  const suggested = data?.suggested?.aheadSeconds ?? null;
  const shown = typed ?? (suggested === null ? "" : String(Math.abs(suggested)));
  const isWrong = typed !== null && seconds === null;
  const aheadSeconds = data?.aheadSeconds ?? null;
  const taken = data?.scans.filter(({ takenAt }) => takenAt !== null).length ?? 0;
  const isOld = isPlaceholderData || stated !== settled || isWrong;
  return (
    <Dialog title={`Put the clock of ${nameOf(asked.sender)} right`} onClose={onClose} wide>
      {error !== null && (
        <ReadTrouble what="What would follow" error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <SkeletonRows label="Working out what would follow" rows={5} />
      )}
      {data !== undefined && (
        <>
          <p className="mt-2 text-sm text-muted">{describeSuggestion(data)}</p>
          <div className="mt-4 flex flex-wrap items-end gap-x-4 gap-y-2">
            <NumberField
              label="Its clock was wrong by"
              unit="seconds"
              value={shown}
              onChange={setTyped}
              note={seconds === null && suggested === null ? undefined : aheadText(signed(shown, way))}
              trouble={isWrong ? "Give a whole number of seconds above 0: 3600 is an hour." : null}
            />
            <SegmentedControl
              label="Which way"
              value={way}
              segments={[
                { value: "ahead", word: "Ahead" },
                { value: "behind", word: "Behind" },
              ]}
              onChange={(next) => {
                setTyped(shown);
                setWay(next);
              }}
            />
          </div>
          <div aria-live="polite" aria-busy={isOld}>
            {!isWrong && <ClockOutcome preview={data} />}
          </div>
          <ReasonForm
            quick={
              asked.code === "time_too_old"
                ? ["The clock was never set"]
                : ["Local time marked as UTC", "The clock ran fast"]
            }
            action={taken === 1 ? "Take 1 scan" : `Take ${taken} scans`}
            busy={taking.isPending}
            ready={!isOld && aheadSeconds !== null && taken > 0}
            trouble={taking.error?.message ?? null}
            onReason={(reason) => aheadSeconds !== null && taking.mutate({ aheadSeconds, reason })}
            onClose={onClose}
          />
        </>
      )}
    </Dialog>
  );
}

/** null for what is no whole number of seconds above 0. */
function readSeconds(typed: string): number | null {
  return /^\d{1,9}$/.test(typed.trim()) && Number(typed) > 0 ? Number(typed) : null;
}

function signed(shown: string, way: Way): number {
  const seconds = readSeconds(shown) ?? 0;
  return way === "ahead" ? seconds : -seconds;
}

function describeSuggestion({ messages, suggested }: ClockCorrectionPreview): string {
  if (messages === 0) {
    return "Nothing of it waits that was refused for its time. Set its clock: what it sees from then on is taken as it is.";
  }
  const waits = messages === 1 ? "1 message waits" : `${messages} messages wait`;
  if (suggested === null) return `${waits}. What is wrong with the time cannot be told from it.`;
  const { aheadSeconds, because, from, to } = suggested;
  const span =
    from === to
      ? `${aheadText(to)} of ${messages === 1 ? "its" : "their"} receipt`
      : `between ${aheadText(from)} and ${aheadText(to)} of their receipt`;
  const told = `${waits}, written ${span}.`;
  return because === "zone"
    ? `${told} That is a whole zone: most likely local time that is marked as UTC. ${capital(aheadText(aheadSeconds))} is suggested.`
    : `${told} One that waited on its way is less far ahead, so the most of them is suggested.`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
