import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

type Attempts = RegisterView["attempts"][number];

/** How often somebody was turned away or only claimed a name at a session, and how the newest of it went. */
export function writeAttempts({ times, at, decision, reason }: Attempts, timeZone: string): string {
  const what = decision === "denied" ? "Turned away" : "Named, but not recognised,";
  const often = times === 1 ? "once, at" : `${times} times, last`;
  const why = reason === null || reason === "" ? "" : `: ${reason}`;
  return `${what} ${often} ${clockfaceOf(timeZone).minute(at)}${why}`;
}
