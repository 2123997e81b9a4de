import { BadgeCheck } from "lucide-react";
import { useState } from "react";
import { type OwnAccountView, ownAccountView } from "../../../src/contract/http/accounts.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { hasPasskeys } from "./ask-passkey.ts";
import { faultOfField } from "./fault-of-field.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import { PasswordField } from "./password-field.tsx";
import { ProviderButton } from "./provider-buttons.tsx";
import { useSignIn } from "./use-sign-in.ts";

/** Whose proof is asked for, and who is told of it. */
export interface ProvingOwner {
  readonly account: OwnAccountView;
  /** What the dialog is called in the address, for coming back to it from an identity provider. */
  readonly asked: string;
  /** Told the account as it is after something was confirmed, or was found to hold no more. */
  readonly onAccount: (view: OwnAccountView | null) => void;
}

/** What is sent as proof that it is the owner who is signed in: the password, or nothing where it was just confirmed otherwise. */
export function useOwnerProof({ account }: ProvingOwner) {
  const [typed, setTyped] = useState("");
  const { confirmed } = account;
  return { current: confirmed ? null : typed, ready: confirmed || typed !== "", typed, setTyped };
}

interface OwnerProofFieldProps {
  readonly of: ProvingOwner;
  readonly proof: ReturnType<typeof useOwnerProof>;
  /** What became of the deed that wants the proof. */
  readonly error: unknown;
  readonly label?: string;
}

/** The password, or another way to confirm that it is the owner: a passkey, or an identity provider that asks again. */
export function OwnerProofField({ of, proof, error, label = "Your password" }: OwnerProofFieldProps) {
  const { account, asked, onAccount } = of;
  const signIn = useSignIn().data;
  if (account.confirmed) {
    return (
      <p role="status" className="flex items-center gap-2 text-sm">
        <BadgeCheck aria-hidden className="size-4 shrink-0 text-good" />
        You have just confirmed that it is you.
      </p>
    );
  }
  const providers = (signIn?.providers ?? []).filter(({ id }) => account.joined.includes(id));
  const passkey = account.passkeys.length > 0 && signIn?.passkeys === true && hasPasskeys();
  const others = passkey || providers.length > 0;
  return (
    <div className="flex flex-col gap-3">
      {account.password && (
        <PasswordField
          label={label}
          value={proof.typed}
          onChange={proof.setTyped}
          wrong={faultOfField(error, "password")}
        />
      )}
      {others && (
        <p className="text-xs text-muted">
          {account.password ? "Or confirm otherwise that it is you:" : "Confirm first that it is you:"}
        </p>
      )}
      {others && (
        <div className="flex flex-wrap gap-2">
          {passkey && (
            <PasskeyButton path="account/confirm/passkey" schema={ownAccountView} onDone={onAccount}>
              Confirm with a passkey
            </PasskeyButton>
          )}
          {providers.map((provider) => (
            <ProviderButton
              key={provider.id}
              provider={provider}
              wants="confirm"
              next={`${pagePaths.account}?ask=${asked}`}
            >
              Confirm with {provider.name}
            </ProviderButton>
          ))}
        </div>
      )}
      {!account.password && !others && (
        <p className="text-sm text-denied">
          There is nothing here by which you could confirm that it is you. Ask an administrator for a link by
          which you choose a password.
        </p>
      )}
    </div>
  );
}
