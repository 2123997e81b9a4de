import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { dismissalView } from "../../../src/contract/http/quarantine.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";

/** What is to be put aside: these messages, or all open ones of a reason and sender. */
export interface Dismissing {
  readonly which:
    | { readonly ids: readonly string[] }
    | { readonly code?: string | undefined; readonly sender?: string | undefined };
  readonly count: number;
  /** Of which reason and sender, in words. */
  readonly what: string;
}

interface DismissDialogProps {
  readonly dismissing: Dismissing;
  /** Told the id by which it is taken back, null where nothing was open any more. */
  readonly onDone: (dismissal: string | null, dismissed: number) => void;
  readonly onClose: () => void;
}

const number = new Intl.NumberFormat("en-GB");

/** Says how many messages are put aside and what becomes of them, and does it. */
export function DismissDialog({ dismissing, onDone, onClose }: DismissDialogProps) {
  const [reason, setReason] = useState("");
  const putting = useMutation({
    mutationFn: () =>
      post(dismissalView, "quarantine/dismissals", { ...dismissing.which, reason: reason.trim() }),
    onSuccess: ({ id, dismissed }) => onDone(id, dismissed),
  });
  const { count } = dismissing;
  const what = count === 1 ? "1 message" : `${number.format(count)} messages`;
  return (
    <ConfirmDialog
      title={`Dismiss ${what}?`}
      action={putting.isPending ? "Dismissing" : `Dismiss ${what}`}
      busy={putting.isPending}
      trouble={putting.error?.message ?? null}
      onConfirm={() => putting.mutate()}
      onClose={onClose}
    >
      <p>{dismissing.what}</p>
      <p>
        They wait for nobody any more and are counted nowhere as open. Nothing is deleted: they stay in
        quarantine under “Dismissed”, byte by byte, and can be taken back.
      </p>
      <TextField
        label="Why, for whoever looks later"
        value={reason}
        onChange={setReason}
        maxLength={300}
        placeholder="A test that is over"
      />
    </ConfirmDialog>
  );
}
