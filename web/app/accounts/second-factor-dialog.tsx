import { useMutation } from "@tanstack/react-query";
import encodeQR from "qr";
import { type FormEvent, useMemo, useState } from "react";
import { begunFactor, recoveryCodes } from "../../../src/contract/http/accounts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { OwnerProofField, type ProvingOwner, useOwnerProof } from "./owner-proof.tsx";

interface SecondFactorDialogProps {
  readonly of: ProvingOwner;
  /** Given the recovery codes, which nobody sees again. */
  readonly onConfirmed: (codes: readonly string[]) => void;
  readonly onClose: () => void;
}

/** The owner's proof, then a picture for the app and its first code. */
export function SecondFactorDialog({ of, onConfirmed, onClose }: SecondFactorDialogProps) {
  const proof = useOwnerProof(of);
  const [code, setCode] = useState("");
  const begin = useMutation({
    mutationFn: () => post(begunFactor, "account/second-factor", { current: proof.current }),
    onError: () => of.onAccount(null),
  });
  const confirm = useMutation({
    mutationFn: () => post(recoveryCodes, "account/second-factor/confirm", { code }),
    onSuccess: ({ codes }) => onConfirmed(codes),
  });
  const begun = begin.data;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (begun === undefined) {
      if (!begin.isPending) begin.mutate();
    } else if (!confirm.isPending) confirm.mutate();
  }
  const other =
    begun === undefined ? otherFault(begin.error, ["password"]) : otherFault(confirm.error, ["code"]);
  return (
    <Dialog title="Set up a second factor" onClose={onClose}>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        {begun === undefined ? (
          <OwnerProofField of={of} proof={proof} error={begin.error} />
        ) : (
          <>
            <p className="text-sm text-muted">
              Photograph this with the app that makes your codes, then give the code that it shows.
            </p>
            <Picture address={begun.address} />
            <div className="text-sm">
              <p className="text-xs text-muted">Or type this into the app</p>
              <code className="font-mono text-sm break-all">
                {begun.secret.replace(/(.{4})(?=.)/g, "$1 ")}
              </code>
            </div>
            <TextField
              label="Code of the app"
              value={code}
              onChange={setCode}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={10}
              required
              autoFocus
              note={
                faultOfField(confirm.error, "code") === null ? undefined : (
                  <span role="alert" className="text-denied">
                    {faultOfField(confirm.error, "code")}
                  </span>
                )
              }
            />
          </>
        )}
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={
              begun === undefined ? !proof.ready || begin.isPending : code === "" || confirm.isPending
            }
          >
            {begun === undefined ? "Go on" : "Switch it on"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Drawn here: the secret goes to no other server. */
function Picture({ address }: { address: string }) {
  const picture = useMemo(
    () => `data:image/svg+xml;base64,${btoa(encodeQR(address, "svg", { ecc: "medium", border: 4 }))}`,
    [address],
  );
  return (
    <img
      src={picture}
      alt="QR code with the secret of the second factor"
      className="size-48 self-center rounded-control bg-paper [image-rendering:pixelated]"
    />
  );
}
