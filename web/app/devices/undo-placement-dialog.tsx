import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type PlacementView, placementDone } from "../../../src/contract/http/placements.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import { countScans } from "../identities/identity-words.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { PlacementOutcome } from "./placement-outcome.tsx";
import { useDeviceName } from "./use-device-name.ts";
import { placementsKey, useUndoPlacementPreview } from "./use-placements.ts";

interface UndoPlacementDialogProps {
  readonly placement: PlacementView;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** Takes back where a device hung, after showing which scans and marks follow. */
export function UndoPlacementDialog({ placement, onDone, onClose }: UndoPlacementDialogProps) {
  const nameOf = useDeviceName();
  const client = useQueryClient();
  const preview = useUndoPlacementPreview(placement.id);
  const name = nameOf(placement.sender);
  const undoing = useMutation({
    mutationFn: (reason: string) =>
      post(placementDone, `placements/${encodeURIComponent(placement.id)}/undo`, { reason }),
    onSuccess: ({ scans }) => {
      void client.invalidateQueries({ queryKey: [placementsKey] });
      onDone(`It is taken back that ${name} hung in ${placement.room}: ${countScans(scans)} moved back.`);
    },
  });
  return (
    <Dialog title={`Take back that ${name} hung in ${placement.room}?`} onClose={onClose} wide>
      <p className="mt-2 text-sm text-muted">
        Its scans are where they would be without that word, those too that came since. Both words stay in the
        log.
      </p>
      <ReasonForm
        quick={["The wrong room", "The wrong time", "The wrong device"]}
        action="Take back"
        busy={undoing.isPending}
        ready={preview.data !== undefined && !preview.isFetching}
        trouble={undoing.error?.message ?? null}
        onReason={(reason) => undoing.mutate(reason)}
        onClose={onClose}
      >
        <PlacementOutcome preview={preview} where="where they were" />
      </ReasonForm>
    </Dialog>
  );
}
