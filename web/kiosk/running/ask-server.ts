import { kioskView } from "../../../src/contract/http/kiosk.ts";
import { problem } from "../../../src/contract/http/problem.ts";
import { locationNames } from "../../../src/contract/http/scans.ts";
import type { ServerWord } from "../store/kiosk-settings.ts";

/** What the server says, and how far this device's clock is from the server's. */
export interface ServerAnswer {
  readonly word: ServerWord;
  readonly site: string;
  readonly mqttHere: boolean;
  /** Milliseconds that this clock is ahead; null when the server did not say. To a second or so. */
  readonly clockAhead: number | null;
}

const patienceMs = 5_000;

/** Asks whether this kiosk may look at faces. Null when the server is out of reach or cannot say. */
export async function askServer(): Promise<ServerAnswer | null> {
  try {
    const response = await fetch("/api/v1/kiosk", {
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) return null;
    const now = Date.now();
    const { on, challenge, site, mqttHere } = kioskView.parse(await response.json());
    const told = Date.parse(response.headers.get("date") ?? "");
    return {
      word: { on, challenge, at: now },
      site,
      mqttHere,
      clockAhead: Number.isNaN(told) ? null : now - told,
    };
  } catch {
    // Without network, or an answer that is none: what was said before holds.
    return null;
  }
}

/** Names of rooms that the server knows, to choose from; none when it cannot be asked. */
export async function readLocations(): Promise<readonly string[]> {
  try {
    const response = await fetch("/api/v1/locations", { signal: AbortSignal.timeout(patienceMs) });
    const body: unknown = await response.json();
    if (problem.safeParse(body).success) return [];
    return locationNames.parse(body).locations.map(({ location }) => location);
  } catch {
    // The name can be typed as well.
    return [];
  }
}
