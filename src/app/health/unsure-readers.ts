import type { Temporal } from "temporal-polyfill";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { ReadersReading } from "./settle-readers.ts";

/** A session, and until when people arrive in it, epoch milliseconds. */
export interface ArrivalsOfSession {
  readonly session: string;
  readonly until: number;
}

/**
 * By session the readers of its rooms of which it is not known yet whether they worked as long as people arrived: nothing was
 * heard of them since, and not for so long that they are given up. Nobody can be asked of whom they may not have seen.
 */
export async function unsureReaders(
  reading: Pick<ReadersReading, "readersOf"> & {
    readonly health: Pick<ReadersReading["health"], "livesAround">;
  },
  asked: readonly ArrivalsOfSession[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const since = now.epochMilliseconds - patienceMs;
  const until = new Map(
    asked.flatMap(({ session, until }) =>
      since < until && until <= now.epochMilliseconds ? [[session, until] as const] : [],
    ),
  );
  if (until.size === 0) return new Map();
  const readers = await reading.readersOf([...until.keys()]);
  const devices = [...new Set(readers.map(({ reader }) => reader))];
  const lives = await reading.health.livesAround(devices.map((device) => ({ device, from: now, to: null })));
  const heard = new Map(
    devices.flatMap((device, at) => {
      const last = lives[at]?.alive.at(-1);
      return last === undefined || last.left !== null ? [] : [[device, last.to.epochMilliseconds] as const];
    }),
  );
  const unsure = new Map<string, string[]>();
  for (const { session, reader } of readers) {
    const at = heard.get(reader);
    if (at === undefined || at < since || at >= (until.get(session) ?? since)) continue;
    unsure.set(session, [...(unsure.get(session) ?? []), reader]);
  }
  return unsure;
}
