import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import type { z } from "zod";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { OwnerProofField, type ProvingOwner, useOwnerProof } from "./owner-proof.tsx";

interface ProofDialogProps<T> {
  readonly of: ProvingOwner;
  readonly title: string;
  readonly about: string;
  readonly action: string;
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly onDone: (answer: T) => void;
  readonly onClose: () => void;
}

/** Asks whether it is the owner before something is done that makes an account weaker. */
export function ProofDialog<T>({
  of,
  title,
  about,
  action,
  path,
  schema,
  onDone,
  onClose,
}: ProofDialogProps<T>) {
  const proof = useOwnerProof(of);
  const prove = useMutation({
    mutationFn: () => post(schema, path, { current: proof.current }),
    onSuccess: (answer) => {
      onDone(answer);
      onClose();
    },
    onError: () => of.onAccount(null),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (proof.ready && !prove.isPending) prove.mutate();
  }
  const other = faultOfField(prove.error, "passkey") ?? otherFault(prove.error, ["password"]);
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mt-1 text-sm text-muted">{about}</p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <OwnerProofField of={of} proof={proof} error={prove.error} />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!proof.ready || prove.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
