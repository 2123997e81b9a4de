import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { SenderView } from "../../../src/contract/http/senders.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { nameOfSender } from "./name-of-sender.ts";
import type { Watch } from "./watch-of.ts";

interface RetireDialogProps {
  readonly sender: SenderView;
  readonly watch: Watch;
  readonly onRetire: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Says what retiring a sender means, and what still relies on it, before it is done. */
export function RetireDialog({ sender, watch, onRetire, onClose }: RetireDialogProps) {
  const [reason, setReason] = useState("");
  const retiring = useMutation({ mutationFn: () => onRetire(reason.trim()), onSuccess: onClose });
  return (
    <ConfirmDialog
      title={`Retire ${nameOfSender(sender)}?`}
      action={retiring.isPending ? "Retiring" : "Retire"}
      busy={retiring.isPending}
      trouble={retiring.error?.message ?? null}
      onConfirm={() => retiring.mutate()}
      onClose={onClose}
    >
      <p>
        Nobody is asked to look at its silence any more. Its scans, its health and every mark that rests on
        them are kept, and it can be taken back into use at any time. Should it send again, that counts as
        before.
      </p>
      {watch.rooms.length > 0 && (
        <p className="font-medium text-ink">
          {watch.rooms.join(", ")} {watch.rooms.length === 1 ? "relies" : "rely"} on it today: while it is
          silent, whoever is not seen there cannot be known. Retiring it does not change that.
        </p>
      )}
      <TextField
        label="Why, for whoever looks later"
        value={reason}
        onChange={setReason}
        maxLength={300}
        placeholder="Replaced by another camera"
      />
    </ConfirmDialog>
  );
}
