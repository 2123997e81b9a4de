/** What a device says of its clock, for people. */
export function writeClock(clock: string | null): string {
  switch (clock) {
    case null:
      return "–";
    case "ntp":
      return "Synchronised";
    case "rtc":
      return "Own clock";
    case "unsynced":
      return "Not set";
    default:
      return clock;
  }
}
