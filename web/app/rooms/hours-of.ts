import type { DecisionsView } from "../../../src/contract/http/scans.ts";

/** Scans by clock hour, of a room under each of its names; hours without any are left out. */
export function hoursOf(
  views: readonly Pick<DecisionsView, "byHour">[],
): readonly { readonly hour: number; readonly scans: number }[] {
  const hours = new Map<number, number>();
  for (const { byHour } of views) {
    for (const { hour, granted, late, denied, unknown } of byHour)
      hours.set(hour, (hours.get(hour) ?? 0) + granted + late + denied + unknown);
  }
  return Array.from(hours, ([hour, scans]) => ({ hour, scans }))
    .filter(({ scans }) => scans > 0)
    .sort((a, b) => a.hour - b.hour);
}
