import { useMutation } from "@tanstack/react-query";
import { IdCard } from "lucide-react";
import { type ReactNode, useState } from "react";
import { signInOutcome } from "../../../src/contract/http/accounts.ts";
import { leavingFor, type signInRefusals } from "../../../src/contract/http/identity-providers.ts";
import { Button } from "../../ui/button.tsx";
import { post } from "../api/call-api.ts";
import { hasPasskeys } from "./ask-passkey.ts";
import { otherFault } from "./fault-of-field.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import { useSignIn } from "./use-sign-in.ts";

interface ProviderButtonProps {
  readonly provider: { readonly id: string; readonly name: string };
  /** The page to go on to. */
  readonly next: string;
  /** What for: else than to sign in, who is signed in joins the two, or confirms that it is them. */
  readonly wants?: "sign in" | "join" | "confirm";
  readonly children: ReactNode;
}

/** The way to an identity provider, from which people come back signed in. */
export function ProviderButton({ provider, next, wants = "sign in", children }: ProviderButtonProps) {
  const leave = useMutation({
    mutationFn: () =>
      wants === "confirm"
        ? post(leavingFor, `account/confirm/with/${provider.id}`, { next })
        : post(leavingFor, `sign-in/with/${provider.id}`, { next, join: wants === "join" }),
    onSuccess: ({ at }) => location.assign(at),
  });
  const trouble = otherFault(leave.error, []);
  return (
    <div className="flex flex-col gap-1">
      <Button disabled={leave.isPending || leave.isSuccess} onClick={() => leave.mutate()}>
        <IdCard aria-hidden className="size-3.5" />
        {children}
      </Button>
      {trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {trouble}
        </p>
      )}
    </div>
  );
}

/** Every way to sign in beside login and password; nothing where there is none. */
export function OtherWays({ next, onSignedIn }: { readonly next: string; readonly onSignedIn: () => void }) {
  const signIn = useSignIn().data;
  const providers = signIn?.providers ?? [];
  const passkeys = signIn?.passkeys === true && signIn.guarded && hasPasskeys();
  if (providers.length === 0 && !passkeys) return null;
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-4">
      {passkeys && (
        <PasskeyButton path="sign-in/passkey" schema={signInOutcome} onDone={onSignedIn}>
          Sign in with a passkey
        </PasskeyButton>
      )}
      {providers.map((provider) => (
        <ProviderButton key={provider.id} provider={provider} next={next}>
          Sign in with {provider.name}
        </ProviderButton>
      ))}
    </div>
  );
}

const words: Readonly<Record<(typeof signInRefusals)[number], string>> = {
  away_too_long: "You were away for longer than ten minutes, or came back in another window. Begin again.",
  provider_fault:
    "The provider did not say who you are. Try again; if it stays so, tell who looks after Muster: its log says what went wrong.",
  no_role: "You have no role here by what the provider says of you. Ask an administrator of Muster for one.",
  no_login:
    "The provider gives no login for you that can be one here. Ask an administrator of Muster to look at its rules.",
  login_taken_here:
    "Somebody has your login here already. If it is you, sign in with your password, and join the two under your account.",
  joined_before: "Who you are there is another account here. Sign out, and sign in with the provider.",
  somebody_else:
    "Who signed in at the provider is not who is signed in here. Begin again, and sign in there as yourself.",
  is_disabled: "Your account is disabled. Ask an administrator of Muster.",
};

/** Why somebody who came back from a provider is not signed in, as the address says it. */
export function ProviderRefusal() {
  const [code] = useState(() => new URLSearchParams(location.search).get("refused"));
  const said = Object.entries(words).find(([one]) => one === code)?.[1];
  return said === undefined ? null : (
    <p role="alert" className="text-sm text-denied">
      {said}
    </p>
  );
}
