/**
 * A card's UID in the one form in which it is stored: upper-case hex digits without separators. Takes `74-10-37-94`,
 * `74:10:37:94`, `74 10 37 94` and `0x74103794` as well.
 *
 * @returns null for what is no UID of 2 to 16 bytes
 */
export function cardUid(text: string): string | null {
  const digits = text.trim().replace(/^0x/i, "").replaceAll(/[-: ]/g, "").toUpperCase();
  return /^[0-9A-F]{4,32}$/.test(digits) ? digits : null;
}

/** The UID of a card that a reader prints as a decimal number (RDM6300): eight hex digits, as 32 bits are. */
export function decimalCardUid(text: string): string | null {
  if (!/^\d{1,10}$/.test(text)) return null;
  const number = Number(text);
  return number > 0xff_ff_ff_ff ? null : number.toString(16).toUpperCase().padStart(8, "0");
}
