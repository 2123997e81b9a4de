import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  type ClockCorrectionView,
  clockCorrectionUndone,
} from "../../../src/contract/http/clock-corrections.ts";
import { aheadText } from "../../../src/domain/attendance/ahead-text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import { useDeviceName } from "../devices/use-device-name.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { quarantineKey } from "./use-quarantine.ts";

interface UndoClockDialogProps {
  readonly correction: ClockCorrectionView;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** Takes back what was stated of a clock, after saying what follows. */
export function UndoClockDialog({ correction, onDone, onClose }: UndoClockDialogProps) {
  const nameOf = useDeviceName();
  const client = useQueryClient();
  const undoing = useMutation({
    mutationFn: (reason: string) =>
      post(clockCorrectionUndone, `clock-corrections/${encodeURIComponent(correction.id)}/undo`, { reason }),
    onSuccess: ({ withdrawn }) => {
      void client.invalidateQueries({ queryKey: [quarantineKey] });
      onDone(
        `${withdrawn === 1 ? "1 scan was" : `${withdrawn} scans were`} withdrawn; the messages are open again.`,
      );
    },
  });
  const { sender, aheadSeconds, scans } = correction;
  return (
    <Dialog title={`Take back that ${nameOf(sender)} was ${aheadText(aheadSeconds)}?`} onClose={onClose}>
      <p className="mt-2 text-sm text-muted">
        {scans === 1 ? "1 scan no longer counts" : `${scans} scans no longer count`}, and marks, counts and
        rates follow; a register that is final asks you first. The{" "}
        {scans === 1 ? "message is" : "messages are"} open again, to be taken with another statement. Both
        words stay in the log.
      </p>
      <ReasonForm
        quick={["Wrong by another amount", "The wrong sender"]}
        action="Take back"
        busy={undoing.isPending}
        trouble={undoing.error?.message ?? null}
        onReason={(reason) => undoing.mutate(reason)}
        onClose={onClose}
      />
    </Dialog>
  );
}
