import { fromBase64, toBase64 } from "./bytes.ts";

/** Digits of a student's PIN. The kiosk draws it: a person who chose could learn that it is somebody else's. */
export const PIN_DIGITS = 6;
export const isPin = (text: string): boolean => /^\d{6}$/.test(text);

/** Of PBKDF2 with SHA-256, as OWASP's password storage cheat sheet gives them. */
export const PIN_ROUNDS = 600_000;

export const newSalt = (): string => toBase64(crypto.getRandomValues(new Uint8Array(16)));

/** PBKDF2-SHA-256 of a PIN. @param salt base64 @returns base64 */
export async function hashPin(pin: string, salt: string, rounds = PIN_ROUNDS): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, [
    "deriveBits",
  ]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: fromBase64(salt), iterations: rounds },
    key,
    256,
  );
  return toBase64(new Uint8Array(bits));
}

const range = 10 ** PIN_DIGITS;
/** Draws above this would favour low numbers. */
const fair = Math.floor(2 ** 32 / range) * range;

/** A PIN drawn evenly. @param draw a whole number from 0 to 2³² − 1 at random */
export function drawPin(
  draw: () => number = () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
): string {
  for (;;) {
    const number = draw();
    if (number < fair) return String(number % range).padStart(PIN_DIGITS, "0");
  }
}
