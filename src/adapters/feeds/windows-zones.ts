import { createRequire } from "node:module";
import { z } from "zod";
import type { WindowsZones } from "../../app/imports/calendar/choose-zone.ts";

const table = z.object({
  supplemental: z.object({
    windowsZones: z.object({
      mapTimezones: z.array(
        z.object({
          mapZone: z.object({ _other: z.string(), _type: z.string(), _territory: z.string() }),
        }),
      ),
    }),
  }),
});

/** What Windows calls zones, as Unicode's CLDR has it (`windowsZones`): for each name the zones of the IANA's, the usual one first. */
export const windowsZones: WindowsZones = (() => {
  const require = createRequire(import.meta.url);
  const read: unknown = require("cldr-core/supplemental/windowsZones.json");
  const zones = new Map<string, string[]>();
  // 001 is the world: the zone that is meant where nothing tells the country.
  const rows = table.parse(read).supplemental.windowsZones.mapTimezones.map(({ mapZone }) => mapZone);
  for (const usual of [true, false]) {
    for (const { _other, _type, _territory } of rows) {
      if ((_territory === "001") !== usual) continue;
      const key = _other.toLowerCase();
      const known = zones.get(key) ?? [];
      zones.set(key, [...known, ..._type.split(" ").filter((zone) => zone !== "" && !known.includes(zone))]);
    }
  }
  return (name) => zones.get(name.trim().toLowerCase()) ?? [];
})();
