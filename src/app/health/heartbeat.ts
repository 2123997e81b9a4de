import { silentPeriods } from "../../domain/attendance/blindness.ts";

/** How often a native device promises a heartbeat. */
export const heartbeatPeriodSeconds = 30;

/** A device that was silent for longer than this is given up, in milliseconds. */
export const patienceMs = silentPeriods * heartbeatPeriodSeconds * 1000;
