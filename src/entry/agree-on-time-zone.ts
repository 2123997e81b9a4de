import type { Settings } from "../config/settings.ts";

/**
 * The zone in which a store's days begin and end: its own, whatever the shell or the machine says. The settings count
 * once, when a store is made.
 *
 * @param stored an IANA name, as the store keeps it
 * @throws Error with the remedy when MUSTER_TIMEZONE names another one: by it the days of what is stored would be others
 */
export function agreeOnTimeZone(
  stored: string,
  { timeZone, timeZoneNamed }: Pick<Settings, "timeZone" | "timeZoneNamed">,
): string {
  if (!timeZoneNamed || standardName(timeZone) === standardName(stored)) return stored;
  throw new Error(
    `MUSTER_TIMEZONE=${timeZone}: the days of this store are those of ${stored}; leave MUSTER_TIMEZONE out, or change the zone of the store with \`muster time-zone ${timeZone}\` while no server runs on it`,
  );
}

/** Zones have names that were renamed (Europe/Kiev, Europe/Kyiv) and are written in either case. */
function standardName(timeZone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
}
