import { simulateLine } from "../../../src/contract/http/simulate-line.ts";
import { useLiveValue } from "./use-live-value.ts";

/** The line that runs the simulator against the server of this page. */
export function useSimulateLine(options = ""): string {
  const mqttUrl = useLiveValue(({ state }) => state?.system.broker.address ?? "");
  const asksName = useLiveValue(({ state }) => state?.system.broker.asksName ?? false);
  return simulateLine(options, { mqttUrl, url: location.origin, asksName });
}
