import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import { parse as bytesOfUuid } from "uuid";
import { type Passkey, type PasskeyCeremony, PasskeyFault } from "../../app/accounts/passkey.ts";
import { isTransport, passkeyMaking, passkeyQuestion } from "../../contract/http/passkeys.ts";

/** How long a device waits for its owner, in milliseconds. */
const patience = 120_000;
/** EdDSA, ES256 and RS256: every device has one of them. */
const algorithms = [-8, -7, -257];

/** WebAuthn with every owner verified by the device, and none asked for where it was made. */
export const passkeyCeremony: PasskeyCeremony = {
  async making({ site, challenge, institution, account, known }) {
    const options = await generateRegistrationOptions({
      rpName: institution,
      rpID: site.host,
      userID: bytesOfUuid(account.id),
      userName: account.login,
      userDisplayName: account.name,
      challenge: Buffer.from(challenge, "base64url"),
      timeout: patience,
      attestationType: "none",
      excludeCredentials: known.map(named),
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      supportedAlgorithmIDs: algorithms,
    });
    return passkeyMaking.parse(options);
  },

  async question({ site, challenge, of }) {
    const options = await generateAuthenticationOptions({
      rpID: site.host,
      challenge: Buffer.from(challenge, "base64url"),
      timeout: patience,
      userVerification: "required",
      ...(of !== null && { allowCredentials: of.map(named) }),
    });
    return passkeyQuestion.parse(options);
  },

  readMade: (answer, site, challenge) =>
    told(async () => {
      needOwnPage(answer.response.clientDataJSON);
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: { ...answer, response: { ...answer.response }, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.host,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      });
      if (!verified) throw new PasskeyFault("what the device made is not signed as it says");
      const { id, publicKey, counter } = registrationInfo.credential;
      return {
        credential: id,
        publicKey,
        counter,
        transports: answer.response.transports.filter(isTransport),
      };
    }),

  readSigned: (answer, site, challenge, passkey) =>
    told(async () => {
      needOwnPage(answer.response.clientDataJSON);
      const { userHandle, ...signed } = answer.response;
      // Whose it is, the device was told when it made the passkey.
      if (userHandle && Buffer.from(userHandle, "base64url").compare(bytesOfUuid(passkey.account)) !== 0) {
        throw new PasskeyFault("the device says that it is somebody else's");
      }
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: { ...answer, response: signed, clientExtensionResults: {} },
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.host,
        requireUserVerification: true,
        credential: {
          id: passkey.credential,
          publicKey: Uint8Array.from(passkey.publicKey),
          // The count is compared where nobody else counts meanwhile.
          counter: 0,
        },
      });
      if (!verified) throw new PasskeyFault("the signature is not the passkey's");
      return authenticationInfo.newCounter;
    }),
};

const named = ({ credential, transports }: Passkey) => ({ id: credential, transports: [...transports] });

/** A page of somebody else's that holds ours in a frame gets nothing signed. */
function needOwnPage(clientDataJSON: string): void {
  if (decodeClientDataJSON(clientDataJSON).crossOrigin === true) {
    throw new PasskeyFault("it was asked for in a page within another server's");
  }
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PasskeyFault) throw error;
    throw new PasskeyFault(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
