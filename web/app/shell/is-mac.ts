/** true where the command key takes the place of Control. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);
