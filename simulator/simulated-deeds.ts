/** What a simulated device does when it is told to: it has no light and no settings, and says so. */
export const simulatedDeeds = (
  device: string,
): Readonly<Record<"identify" | "reload", () => Promise<string>>> => ({
  identify: async () => `${device} is simulated; a real one would blink now`,
  reload: async () => `${device} is simulated and has no settings`,
});
