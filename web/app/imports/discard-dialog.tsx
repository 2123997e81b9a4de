import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ImportView, importView } from "../../../src/contract/http/imports.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { post } from "../api/call-api.ts";
import { importsKey } from "./use-imports.ts";

/** Leaves everything as it is and forgets what the files held. */
export function DiscardDialog({ view, onClose }: { view: ImportView; onClose: () => void }) {
  const client = useQueryClient();
  const discarding = useMutation({
    mutationFn: () => post(importView, `imports/${encodeURIComponent(view.id)}/discard`),
    onSuccess: (discarded) => {
      client.setQueryData([...importsKey, view.id], discarded);
      void client.invalidateQueries({ queryKey: importsKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Discard this import?"
      action="Discard"
      busy={discarding.isPending}
      trouble={discarding.error?.message ?? null}
      onConfirm={() => discarding.mutate()}
      onClose={onClose}
    >
      <p>
        Nothing changes, and what the files held is forgotten. To import them after all, choose the files
        again.
      </p>
    </ConfirmDialog>
  );
}
