/** Registers count minutes: a clock that is off by more than one makes people late, or early, who are not. */
const rightWithinSeconds = 60;

/** Whether a device's clock is so far from ours that somebody should set it. @param aheadSeconds negative for behind */
export const isClockWrong = (aheadSeconds: number): boolean => Math.abs(aheadSeconds) > rightWithinSeconds;
