import { silentPeriods } from "./blindness.ts";

/** How often a native device promises a heartbeat. */
export const heartbeatPeriodSeconds = 30;

/** A device that was silent for longer than this is given up, in milliseconds. */
export const patienceMs = silentPeriods * heartbeatPeriodSeconds * 1000;

/** A sender without a heartbeat is quiet in a quiet room; so long after its last scan it is worth a look, milliseconds. */
export const quietAfterMs = 30 * 60_000;

/** What has been silent for so long is no news, milliseconds. */
export const goneAfterMs = 24 * 60 * 60_000;
