import { Argument, Command } from "commander";
import { attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { changeTimeZone } from "../../adapters/postgres/change-time-zone.ts";
import { repairTallies } from "../../app/rebuild/repair-tallies.ts";
import { isTimeZone } from "../../domain/timetable/is-time-zone.ts";
import { couldNot, runOnPostgres } from "../run-on-postgres.ts";

/** `muster time-zone`: tells or changes the zone in which the days of a store begin and end. */
export function timeZoneCommand(): Command {
  return new Command("time-zone")
    .description("tell or change the time zone in which the school's days begin and end")
    .addArgument(new Argument("[name]", "an IANA name; without one the zone is told, and nothing changes"))
    .addHelpText(
      "after",
      `
Examples:
  $ npx muster time-zone                   in which zone are the days of this store?
  $ npx muster time-zone Europe/London     from now on in this one; stop the server first

What is planned keeps the zone and the instants with which it was planned: sessions stay where they are, and standing
days that are stored stay as long as they were. What is counted by hours of the day is counted again at once; should that
be broken off, \`npx muster rebuild\` does it.

Exit codes: 0 done, ${couldNot} it could not be done`,
    )
    .action((name: string | undefined) =>
      runOnPostgres(({ onPostgres, signal }) =>
        onPostgres(false, async (address) => {
          if (name === undefined) {
            const store = await attachPostgresStore(address);
            await store.close();
            console.log(store.timeZone);
            return 0;
          }
          if (!isTimeZone(name)) {
            throw new Error(`${name}: is not an IANA time zone; write one such as Europe/London`);
          }
          const before = await changeTimeZone(address, name);
          console.log(`The days of this store begin and end in ${name} from now on; it was ${before}.`);
          const store = await attachPostgresStore(address);
          try {
            const { repaired } = await repairTallies(store.rebuild, name, () => signal.throwIfAborted());
            console.log(`Counted again by its hours: days and places of tallies ${repaired.tallies}.`);
          } finally {
            await store.close();
          }
          return 0;
        }),
      ),
    );
}
