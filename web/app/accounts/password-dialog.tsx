import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type OwnAccountView, ownAccountView } from "../../../src/contract/http/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ApiFault, post } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { OwnerProofField, type ProvingOwner, useOwnerProof } from "./owner-proof.tsx";
import { PasswordField } from "./password-field.tsx";

interface PasswordDialogProps {
  readonly of: ProvingOwner;
  readonly onChanged: (view: OwnAccountView) => void;
  readonly onClose: () => void;
}

/** The password of now or another proof of the owner, and the next one. */
export function PasswordDialog({ of, onChanged, onClose }: PasswordDialogProps) {
  const proof = useOwnerProof(of);
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => post(ownAccountView, "account/password", { current: proof.current, next }),
    onSuccess: (view) => {
      onChanged(view);
      onClose();
    },
    onError: () => of.onAccount(null),
  });
  const { error } = change;
  // The one of now is wrong, or the next one is refused: one field of the answer, told by its status.
  const said = faultOfField(error, "password");
  const ofCurrent = error instanceof ApiFault && error.status === 403;
  const other = otherFault(error, ["password"]);
  const ready = proof.ready && next !== "";
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !change.isPending) change.mutate();
  }
  return (
    <Dialog title="Change the password" onClose={onClose}>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <OwnerProofField of={of} proof={proof} error={ofCurrent ? error : null} label="Password of now" />
        <PasswordField
          label="New password"
          value={next}
          onChange={setNext}
          chosen
          wrong={ofCurrent ? null : said}
        />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || change.isPending}>
            Change it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
