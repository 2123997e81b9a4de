import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { QuarantineView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { readQuarantine, replayQuarantined } from "../api/call-api.ts";

interface QuarantineDialogProps {
  readonly day: string;
  readonly timeZone: string;
  /** The count that the page shows: when it grows, the list is read again. */
  readonly count: number;
  readonly onClose: () => void;
}

/** The messages that could not be read as scans, with the reason, and a way to read one again. */
export function QuarantineDialog({ day, timeZone, count, onClose }: QuarantineDialogProps) {
  const { data, error } = useQuery({
    queryKey: ["quarantine", count],
    queryFn: ({ signal }) => readQuarantine(signal),
    placeholderData: (before) => before,
  });
  return (
    <Dialog title="Quarantine" onClose={onClose} wide>
      <p className="mt-1 text-muted">
        Messages that could not be read as scans are kept here with the reason. Once the cause is mended,
        replay them.
      </p>
      {error !== null && (
        <p className="mt-4 text-sm text-denied">The quarantine could not be read. {error.message}</p>
      )}
      {data?.length === 0 && <p className="mt-4 text-sm">Nothing is in quarantine.</p>}
      <ol className="mt-3">
        {data?.map((message) => (
          <Quarantined key={message.id} message={message} day={day} timeZone={timeZone} />
        ))}
      </ol>
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function Quarantined({ message, day, timeZone }: { message: QuarantineView; day: string; timeZone: string }) {
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayQuarantined(message.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["quarantine"] }),
  });
  const { payload } = message;
  const outcome = replay.data?.outcome ?? message.replayOutcome;
  return (
    <li className="flex flex-col gap-1.5 border-t border-line py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="text-sm font-medium">{message.detail}</span>
        <span className="text-xs text-muted">
          <time dateTime={message.receivedAt}>{clockfaceOf(timeZone).time(message.receivedAt, day)}</time> ·{" "}
          {message.topic} · {message.code}
          {message.retained && " · retained"}
        </span>
      </div>
      <code className="max-h-32 overflow-y-auto rounded-control bg-sunken px-2 py-1.5 font-mono text-xs break-all whitespace-pre-wrap">
        {payload.text === "" ? "(empty)" : payload.text}
        {payload.truncated && " …"}
      </code>
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={replay.isPending} onClick={() => replay.mutate()}>
          Replay
        </Button>
        <span className="text-xs text-muted" role="status">
          {replay.error?.message}
          {replay.error === null && outcome !== null && writeOutcome(outcome)}
        </span>
        <span className="ml-auto text-xs text-muted">
          {payload.bytes} bytes{payload.encoding === "hex" && ", shown as hexadecimal"}
        </span>
      </div>
    </li>
  );
}

function writeOutcome(outcome: string): string {
  if (outcome === "stored") return "Replayed: stored as a scan.";
  if (outcome === "repeat") return "Replayed: the scan was stored before.";
  return `Replayed: still refused (${outcome}).`;
}
