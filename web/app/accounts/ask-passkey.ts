import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import {
  type PasskeyMaking,
  type PasskeyQuestion,
  passkeyQuestion,
} from "../../../src/contract/http/passkeys.ts";
import { ApiFault, post } from "../api/call-api.ts";

/** Whether this browser, at this address, has passkeys at all: they need TLS, or this very machine. */
export const hasPasskeys = (): boolean => browserSupportsWebAuthn();

/** Has a passkey sign what the server asks. @param path where that is asked for */
export async function signByPasskey(path: string) {
  const { allowCredentials, ...question }: PasskeyQuestion = await post(passkeyQuestion, path);
  return startAuthentication({
    optionsJSON: {
      ...question,
      ...(allowCredentials !== undefined && { allowCredentials: allowCredentials.map(named) }),
    },
  });
}

/** Has a device make a passkey. */
export const makePasskey = ({ excludeCredentials, ...making }: PasskeyMaking) =>
  startRegistration({ optionsJSON: { ...making, excludeCredentials: excludeCredentials.map(named) } });

type Named = PasskeyMaking["excludeCredentials"][number];
const named = ({ transports, ...rest }: Named) => ({
  ...rest,
  ...(transports !== undefined && { transports }),
});

/** What went wrong with a passkey, and what to do; null for nothing. */
export function sayPasskeyTrouble(error: unknown): string | null {
  if (error === null || error === undefined) return null;
  if (error instanceof ApiFault) return error.errors[0]?.message ?? error.message;
  const name = error instanceof Error ? error.name : "";
  if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") {
    return "This device has a passkey for your account already.";
  }
  switch (name) {
    case "NotAllowedError":
    case "AbortError":
      return "Nothing was confirmed: the question was closed, or nobody answered in time. Try again.";
    case "InvalidStateError":
      return "This device has a passkey for your account already.";
    case "ConstraintError":
    case "NotSupportedError":
      return "This device keeps no passkeys, or cannot make sure of its owner. Use another one.";
    case "SecurityError":
      return "Passkeys cannot be used at this address. Open Muster under its own name, over https.";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
