import { clockfaceOf } from "../../time/clockface-of.ts";
import { nameOfCard } from "./name-of-card.ts";
import type { LiveCard } from "./use-today.ts";

/**
 * Where, when and how a session stands, in one sentence for those who listen and for a pointer that rests on it.
 *
 * @param nameOf what people call a reader
 */
export function describeCard(card: LiveCard, timeZone: string, nameOf: (reader: string) => string): string {
  const { stand } = card;
  const parts = [`${stand.here} of ${stand.expected} here`];
  if (stand.late > 0) parts.push(`${stand.late} late`);
  if (stand.missing > 0) parts.push(`${stand.missing} ${card.state === "open" ? "not seen" : "missing"}`);
  if (stand.cannotBeKnown > 0) parts.push(`${stand.cannotBeKnown} cannot be known`);
  if (stand.toReview > 0) parts.push(`${stand.toReview} to review`);
  if (stand.away > 0) parts.push(`${stand.away} away with leave`);
  if (card.attempts > 0) parts.push(`${card.attempts} turned away`);
  return `${nameOfCard(card)}, ${whereAndWhen(card, timeZone)}: ${writeState(card, parts.join(", "), timeZone, nameOf)}`;
}

/** SOUTH-103, 09:00–10:00 */
export function whereAndWhen(card: LiveCard, timeZone: string): string {
  const rooms = card.rooms.length === 0 ? "no room" : card.rooms.join(", ");
  return `${rooms}, ${whenOf(card, timeZone)}`;
}

/** 09:00–10:00, or the whole day. */
export function whenOf(card: LiveCard, timeZone: string): string {
  if (card.kind === "standing") return "all day";
  const { minute } = clockfaceOf(timeZone);
  return `${minute(card.start)}–${minute(card.end)}`;
}

function writeState(
  card: LiveCard,
  figures: string,
  timeZone: string,
  nameOf: (reader: string) => string,
): string {
  if (card.state === "cancelled") return "cancelled";
  const { minute } = clockfaceOf(timeZone);
  const [silence] = card.silent;
  const note =
    silence === undefined
      ? ""
      : `; its reader ${nameOf(silence.reader)} is silent since ${minute(silence.since)}`;
  return `${figures}${note}`;
}
