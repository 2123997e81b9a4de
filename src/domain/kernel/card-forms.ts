import { decimalCardUid } from "./card-uid.ts";

/**
 * The other forms in which readers and lists show one card: its bytes in the other order, its number in decimal digits, and
 * what decimal digits are in hex. Which of them a reader takes is its own affair, so each is a guess and no equality.
 *
 * @param uid as `cardUid` gives it
 * @returns without `uid` itself
 */
export function otherCardForms(uid: string): readonly string[] {
  const orders = [uid, turnedAround(uid)];
  const inHex = [decimalCardUid(uid), decimalCardUid(uid.replace(/^0+(?=\d)/, ""))].flatMap((hex) =>
    hex === null ? [] : [hex, turnedAround(hex)],
  );
  const inDecimal = orders.flatMap(decimalOf);
  return [...new Set([...orders, ...inHex, ...inDecimal])].filter((form) => form !== uid);
}

/** The bytes in the other order; hex digits of half a byte are filled up in front. */
function turnedAround(uid: string): string {
  const whole = uid.length % 2 === 0 ? uid : `0${uid}`;
  return (whole.match(/../g) ?? []).reverse().join("");
}

/** As a list writes the number of a card of up to seven bytes: as it is, and filled up to ten digits. */
function decimalOf(uid: string): readonly string[] {
  if (!/^[0-9A-F]{1,14}$/.test(uid)) return [];
  const digits = BigInt(`0x${uid}`).toString();
  return [digits, digits.padStart(10, "0")];
}
