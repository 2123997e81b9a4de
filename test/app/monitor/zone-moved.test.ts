import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { endDemo, startDemo } from "../../../src/app/demo/demo-roster.ts";
import { originalSchool } from "../../../src/app/demo/original-school.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { dayOf } from "../../../src/domain/timetable/standing-session.ts";
import { freshDatabase, queryRows } from "../../parts/postgres.ts";
import { openStoreOf } from "../rebuild/school.ts";

test.each([
  ["eastwards", "Europe/London", "Pacific/Auckland", ["2026-01-12 closed", "2026-01-13 open"]],
  ["westwards", "Pacific/Auckland", "Europe/London", ["2026-01-12 open", "2026-01-13 scheduled"]],
])(
  "no day of a zone that was left %s stays open, and a demonstration that ends leaves none",
  async (_, from, to, days) => {
    const database = await freshDatabase();
    const store = await openStoreOf(database);
    try {
      const now = Temporal.Instant.from("2026-01-12T12:00:00Z");
      const dayIn = (timeZone: string) => ({ day: dayOf(now, timeZone).toString(), timeZone, now });
      await startDemo(store.roster, originalSchool, dayIn(from));
      const monitorIn = (timeZone: string) =>
        createSessionMonitor({ store: store.monitor, isAway: () => false, timeZone });
      await monitorIn(from).round(now);
      await monitorIn(to).round(now);
      const sessions = () =>
        queryRows<{ zone: string; stands: string }>(
          database,
          `select distinct time_zone as zone, day || ' ' || state as stands from session order by 2`,
        );
      const stands = days.filter((each) => from < to || each.startsWith("2026-01-13"));
      expect(await sessions()).toEqual(stands.map((each) => ({ zone: to, stands: each })));
      await endDemo(store.roster, dayIn(to));
      const left = await sessions();
      expect(left.filter((each) => /open|scheduled/.test(each.stands))).toEqual([]);
    } finally {
      await store.close();
      await database.drop();
    }
  },
);
