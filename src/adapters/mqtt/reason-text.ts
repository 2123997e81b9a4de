import { ReasonCodes } from "mqtt";

/** What a reason code of MQTT 3.1.1 or 5 says, in words. */
export function reasonText(code: number): string {
  const known: Readonly<Record<number, string>> = ReasonCodes;
  return known[code] || `reason code ${code}`;
}
