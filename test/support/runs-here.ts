/**
 * How often a property is tried in this process, where all zones of a run (see `vitest.config.ts`) try it `all` times
 * together.
 */
export const runsHere = (all: number): number => Math.ceil(all / Number(process.env.TEST_ZONE_COUNT ?? 1));
