import { useMutation } from "@tanstack/react-query";
import { type MergeRecord, mergeView } from "../../../src/contract/http/roster.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import type { Deeds } from "./use-deeds.ts";
import { writeMoved } from "./write-moved.ts";
import { writeName } from "./write-name.ts";

interface UndoMergeDialogProps {
  readonly merge: MergeRecord;
  readonly deeds: Deeds;
  readonly onClose: () => void;
}

/** Takes a merge back, after saying what goes back with it. */
export function UndoMergeDialog({ merge, deeds, onClose }: UndoMergeDialogProps) {
  const [merged, kept] = [writeName(merge.merged), writeName(merge.kept)];
  const undoing = useMutation({
    mutationFn: () => post(mergeView, `roster/merges/${encodeURIComponent(merge.id)}/undo`),
    onSuccess: async () => {
      onClose();
      await deeds.did(`Taken back: ${merged} is a record of its own again.`);
    },
  });
  return (
    <Dialog title={`Take back that ${merged} became part of ${kept}?`} onClose={onClose}>
      <p className="mt-2 text-sm text-muted">
        {writeMoved(merge)} go back to the record of {merged}, with what became of them since: what replaced a
        card, when a class ended, and whom scans name. Marks are judged anew.
      </p>
      <p className="mt-2 text-sm text-muted">
        Nothing tells whose the rest is that came since the merge. It stays with {kept}: new cards and
        classes, what replaced cards of both, and what people said of marks, such as corrections and leave.
      </p>
      {undoing.error !== null && (
        <p role="alert" className="mt-3 text-sm text-denied">
          {undoing.error.message}
        </p>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={undoing.isPending} onClick={() => undoing.mutate()}>
          Take back
        </Button>
      </div>
    </Dialog>
  );
}
