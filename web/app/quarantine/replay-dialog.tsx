import { useMutation, useQueryClient } from "@tanstack/react-query";
import { replayManyOutcome } from "../../../src/contract/http/quarantine.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { post, replayQuarantined } from "../api/call-api.ts";
import { explainRefusal } from "./explain-refusal.ts";
import type { QuarantineSearch } from "./quarantine-search.ts";
import { quarantineKey } from "./use-quarantine.ts";
import { writeReplayOutcome } from "./write-replay-outcome.ts";

/** What is to be read again: one message, or all open ones of a filter. */
export type Replay =
  | { readonly kind: "one"; readonly id: string; readonly detail: string }
  | { readonly kind: "many"; readonly filter: QuarantineSearch; readonly open: number };

interface ReplayDialogProps {
  readonly replay: Replay;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** As many as the server reads again at once. */
const mostAtOnce = 1_000;
const number = new Intl.NumberFormat("en-GB");

/** Says how many messages will be read again and that it cannot be taken back, and does it. */
export function ReplayDialog({ replay, onDone, onClose }: ReplayDialogProps) {
  const client = useQueryClient();
  const reading = useMutation({
    mutationFn: () => readAgain(replay),
    onSuccess: (summary) => {
      void client.invalidateQueries({ queryKey: [quarantineKey] });
      onDone(summary);
    },
  });
  const count = replay.kind === "one" ? 1 : Math.min(replay.open, mostAtOnce);
  const what = count === 1 ? "1 message" : `${number.format(count)} messages`;
  return (
    <ConfirmDialog
      title={`Replay ${what}?`}
      action={reading.isPending ? "Replaying" : `Replay ${what}`}
      busy={reading.isPending}
      trouble={reading.error?.message ?? null}
      onConfirm={() => reading.mutate()}
      onClose={onClose}
    >
      <p>{describe(replay)}</p>
      <p>
        Each is read as if it had been understood when it arrived: scans are stored under that time, and
        marks, counts and rates follow. A message that is still refused stays in quarantine.
      </p>
      <p className="font-medium text-ink">This cannot be taken back: a scan that is stored stays stored.</p>
      {replay.kind === "many" && replay.open > mostAtOnce && (
        <p>
          At most {number.format(mostAtOnce)} are read at once, oldest first; {number.format(replay.open)} are
          open.
        </p>
      )}
    </ConfirmDialog>
  );
}

const describe = (replay: Replay): string =>
  replay.kind === "one" ? `Refused because: ${replay.detail}` : writeOpenOf(replay.filter);

/** Which open messages a filter means. */
export function writeOpenOf({ code, sender }: Pick<QuarantineSearch, "code" | "sender">): string {
  const of = sender === undefined ? "of every sender" : `of ${sender}`;
  return code === undefined
    ? `All open messages ${of}, whatever the reason.`
    : `All open messages ${of} that were refused as “${explainRefusal(code).title}”.`;
}

async function readAgain(replay: Replay): Promise<string> {
  if (replay.kind === "many")
    return writeReplayOutcome(
      await post(replayManyOutcome, "quarantine/replay", {
        code: replay.filter.code,
        sender: replay.filter.sender,
      }),
    );
  const { outcome, detail } = await replayQuarantined(replay.id);
  const summary = writeReplayOutcome({ tried: 1, outcomes: { [outcome]: 1 } });
  return detail === null ? summary : `${summary} ${detail}`;
}
