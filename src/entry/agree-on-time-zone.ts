import type { Settings } from "../config/settings.ts";
import { musterLine } from "../contract/http/muster-line.ts";
import { storeVariables } from "./store-variables.ts";

/**
 * The zone in which a store's days begin and end: its own, whatever the shell or the machine says. The settings count
 * once, when a store is made.
 *
 * @param stored an IANA name, as the store keeps it
 * @throws Error with the remedy when MUSTER_TIMEZONE names another one: by it the days of what is stored would be others
 */
export function agreeOnTimeZone(
  stored: string,
  settings: Pick<Settings, "timeZone" | "timeZoneNamed" | "dataFolder" | "databaseUrl">,
): string {
  const { timeZone, timeZoneNamed } = settings;
  if (!timeZoneNamed || standardName(timeZone) === standardName(stored)) return stored;
  throw new Error(
    `MUSTER_TIMEZONE=${timeZone}: the days of this store are those of ${stored}; leave MUSTER_TIMEZONE out, or change the zone of the store with ${changeLine(settings)} while no server runs on it`,
  );
}

/** The line that changes the zone of this very store; a database's URL may hold a password, and is not repeated. */
function changeLine({
  timeZone,
  dataFolder,
  databaseUrl,
}: Pick<Settings, "timeZone" | "dataFolder" | "databaseUrl">): string {
  const line = `\`${musterLine(`time-zone ${timeZone}`, storeVariables({ dataFolder, databaseUrl }))}\``;
  return databaseUrl === null ? line : `${line} and the same DATABASE_URL`;
}

/** Zones have names that were renamed (Europe/Kiev, Europe/Kyiv) and are written in either case. */
function standardName(timeZone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
}
