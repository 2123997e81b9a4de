import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type OwnAccountView, ownAccountView } from "../../../src/contract/http/accounts.ts";
import { type PasskeyView, passkeyMaking } from "../../../src/contract/http/passkeys.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { patch, post } from "../api/call-api.ts";
import { makePasskey, sayPasskeyTrouble } from "./ask-passkey.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { nameBrowser } from "./name-browser.ts";
import { OwnerProofField, type ProvingOwner, useOwnerProof } from "./owner-proof.tsx";

interface OwnPasskeysProps {
  readonly passkeys: OwnAccountView["passkeys"];
  /** How an instant is shown. */
  readonly write: (instant: string) => string;
  readonly onRename: (passkey: PasskeyView) => void;
  readonly onRemove: (passkey: PasskeyView) => void;
}

/** One's own passkeys, each with what is done to it. */
export function OwnPasskeys({ passkeys, write, onRename, onRemove }: OwnPasskeysProps) {
  return (
    <ul>
      {passkeys.map((passkey) => {
        const { id, name, since, lastUsedAt, refusedAt, host } = passkey;
        return (
          <li
            key={id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <div className="min-w-0">
              <p className="font-medium break-words">{name}</p>
              <p className="text-xs text-muted">
                since {write(since)} · {lastUsedAt === null ? "never used" : `last used ${write(lastUsedAt)}`}
                {host !== location.hostname && ` · for ${host} alone`}
              </p>
              {refusedAt !== null && (
                <p className="text-xs text-denied">
                  Refused {write(refusedAt)}: it counted less than before, so there may be a copy of it.
                  Remove it, and add another.
                </p>
              )}
            </div>
            <div className="flex gap-2">
              <Button kind="quiet" aria-label={`Rename ${name}`} onClick={() => onRename(passkey)}>
                Rename
              </Button>
              <Button kind="quiet" aria-label={`Remove ${name}`} onClick={() => onRemove(passkey)}>
                Remove
              </Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface NewPasskeyDialogProps {
  readonly of: ProvingOwner;
  readonly onAdded: (view: OwnAccountView) => void;
  readonly onClose: () => void;
}

/** A name, the owner's proof, and then the device's own question. */
export function NewPasskeyDialog({ of, onAdded, onClose }: NewPasskeyDialogProps) {
  const [name, setName] = useState(() => nameBrowser(navigator.userAgent));
  const proof = useOwnerProof(of);
  const add = useMutation({
    mutationFn: async () => {
      const making = await post(passkeyMaking, "account/passkeys/begin", { current: proof.current });
      return post(ownAccountView, "account/passkeys", { name, answer: await makePasskey(making) });
    },
    onSuccess: (view) => {
      onAdded(view);
      onClose();
    },
    onError: () => of.onAccount(null),
  });
  const ready = proof.ready && name.trim() !== "";
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !add.isPending) add.mutate();
  }
  const wrongName = faultOfField(add.error, "name");
  const ofField = wrongName ?? faultOfField(add.error, "password");
  const other = ofField === null ? sayPasskeyTrouble(add.error) : null;
  return (
    <Dialog title="Add a passkey" onClose={onClose}>
      <p className="mt-1 text-sm text-muted">
        Your device asks for your finger, your face or its own code, which never leave it, and keeps a key for
        this server.
      </p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <TextField
          label="What it is called here"
          value={name}
          onChange={setName}
          required
          maxLength={60}
          autoComplete="off"
          note={
            wrongName === null ? (
              "Such as the device that it is on"
            ) : (
              <span className="text-denied">{wrongName}</span>
            )
          }
        />
        <OwnerProofField of={of} proof={proof} error={add.error} />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || add.isPending}>
            Go on
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface RenamePasskeyDialogProps {
  readonly passkey: PasskeyView;
  readonly onRenamed: (view: OwnAccountView) => void;
  readonly onClose: () => void;
}

export function RenamePasskeyDialog({ passkey, onRenamed, onClose }: RenamePasskeyDialogProps) {
  const [name, setName] = useState(passkey.name);
  const rename = useMutation({
    mutationFn: () => patch(ownAccountView, `account/passkeys/${passkey.id}`, { name }),
    onSuccess: (view) => {
      onRenamed(view);
      onClose();
    },
  });
  const ready = name.trim() !== "" && name.trim() !== passkey.name;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !rename.isPending) rename.mutate();
  }
  const said = faultOfField(rename.error, "name") ?? otherFault(rename.error, []);
  return (
    <Dialog title={`Rename ${passkey.name}`} onClose={onClose}>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <TextField
          label="What it is called here"
          value={name}
          onChange={setName}
          required
          maxLength={60}
          autoComplete="off"
          autoFocus
          note={
            said === null ? undefined : (
              <span role="alert" className="text-denied">
                {said}
              </span>
            )
          }
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || rename.isPending}>
            Rename it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
