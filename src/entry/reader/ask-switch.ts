import { z } from "zod";
import { type ChallengePolicy, kioskView } from "../../contract/http/kiosk.ts";

/** What the server says about looking at faces. */
export type SwitchWord =
  | {
      readonly said: "on";
      readonly challenge: ChallengePolicy;
      readonly site: string;
      /** Milliseconds that this clock is ahead of the server's, to a second or so; null when it did not say. */
      readonly clockAhead: number | null;
    }
  | { readonly said: "off" }
  /** It is out of reach, or its answer is none: what was said before holds. */
  | { readonly said: "nothing"; readonly because: string };

const patienceMs = 5_000;

/** Where the question goes. @throws when that is no address of a server */
export function switchAddress(server: string): URL {
  const complaint = `--server '${server}' has to be the address of the server, such as http://localhost:3000.`;
  if (!URL.canParse(server)) throw new Error(complaint);
  const url = new URL(server);
  if (!["http:", "https:"].includes(url.protocol)) throw new Error(complaint);
  // A user and password have no place here, and fetch refuses them.
  if (url.username !== "" || url.password !== "")
    throw new Error("--server must not hold a user or password.");
  return new URL("api/v1/kiosk", url.href.endsWith("/") ? url : `${url.href}/`);
}

/** Asks whether faces may be looked at. The question holds nothing of anybody. */
export async function askSwitch(address: URL, signal?: AbortSignal): Promise<SwitchWord> {
  try {
    const patience = AbortSignal.timeout(patienceMs);
    const response = await fetch(address, {
      redirect: "error",
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
    if (!response.ok) return { said: "nothing", because: `it answered ${response.status}` };
    const now = Date.now();
    const { on, challenge, site } = kioskView.parse(await response.json());
    if (!on) return { said: "off" };
    const told = Date.parse(response.headers.get("date") ?? "");
    return { said: "on", challenge, site, clockAhead: Number.isNaN(told) ? null : now - told };
  } catch (error) {
    if (error instanceof z.ZodError) return { said: "nothing", because: "its answer is not Muster's" };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { said: "nothing", because: cause instanceof Error ? cause.message : String(cause) };
  }
}
