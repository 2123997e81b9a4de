/** How far a clock seems to have been ahead, and what speaks for it. */
export interface SuggestedAhead {
  readonly aheadSeconds: number;
  /** `zone`: by a whole number of quarters of an hour, as clocks are that take a zone for another; else as measured. */
  readonly because: "zone" | "measured";
  /** The least and the most that single messages were ahead of their receipt. */
  readonly from: number;
  readonly to: number;
}

const quarterHour = 900;
/** From the last zone to the first. */
const mostZones = 26 * 3_600;
/** On the way a message takes a little time; a clock that is off by a zone may be off by a little besides. */
const nearSeconds = 60;

/**
 * What a sender's messages tell of its clock. A message that waited was received later than it was written, so none was
 * written further ahead of its receipt than the clock was ahead: the most of them tells it.
 *
 * @param ahead how far each was ahead of its receipt, in seconds, negative for behind
 * @returns null for no message
 */
export function suggestClockAhead(ahead: readonly number[]): SuggestedAhead | null {
  if (ahead.length === 0) return null;
  const [from, to] = [Math.min(...ahead), Math.max(...ahead)];
  const zone = Math.round(to / quarterHour) * quarterHour;
  const isZone = zone !== 0 && Math.abs(zone) <= mostZones && Math.abs(to - zone) <= nearSeconds;
  return { aheadSeconds: isZone ? zone : to, because: isZone ? "zone" : "measured", from, to };
}
