import { loadSchool } from "../../simulator/university/load-school.ts";
import { makeUniversity } from "../../simulator/university/make-university.ts";
import { schoolFiles } from "../../simulator/university/school-files.ts";
import { minuteMs } from "../../simulator/university/time.ts";
import type { TestServer } from "../parts/server.ts";
import type { Place } from "./draw-scan.ts";
import { withStore } from "./read-stored.ts";

/** Small: after each kill all of its registers are folded again. */
const size = { students: 16, classes: 4, rooms: 2, days: 1, timeZone: "Europe/London" } as const;
/** How long before its start a session takes scans, by the default policy. */
const opensBeforeMs = 15 * minuteMs;
/** What begins later than this after the first moment is left out: nothing is at stake in it. */
const aheadMs = 90 * minuteMs;

/**
 * Imports a pretend university whose sessions of the last day are over, of which some are on now, and more begin
 * while a run lasts.
 *
 * @returns where its students may be seen by now, and the ids of the sessions that have begun
 */
export async function fillUniversity(
  server: TestServer,
  seed: number,
): Promise<{ readonly places: readonly Place[]; readonly sessions: readonly string[] }> {
  const anchor = Date.now();
  const whole = makeUniversity(seed, anchor, size);
  const university = { ...whole, sessions: whole.sessions.filter(({ from }) => from < anchor + aheadMs) };
  await loadSchool({ url: server.url, token: null }, schoolFiles(university), new AbortController().signal);
  const places = university.enrolments.flatMap(({ student, class: code, from, to }) =>
    university.sessions
      .filter((session) => session.class === code && session.from - opensBeforeMs <= anchor)
      .filter(({ day }) => day >= from && (to === null || day < to))
      .map(
        (session): Place => ({
          student,
          room: session.room,
          span: { from: session.from - opensBeforeMs, to: session.to },
        }),
      ),
  );
  const sessions = await withStore(server, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "select id from session where starts_at <= now() order by starts_at",
    );
    return rows.map(({ id }) => id);
  });
  return { places, sessions };
}
