/** What a QR code of this kiosk begins with, so that another code in view is told apart. */
const prefix = "MUSTER:1:";
const pattern = /^MUSTER:1:[0-9A-F]{32}$/;

/** A token of 128 bits at random. Capitals and digits alone make the smaller QR code. */
export function drawToken(): string {
  return prefix + toHex(crypto.getRandomValues(new Uint8Array(16)));
}

export const isToken = (text: string): boolean => pattern.test(text);

/** What is kept of a token: its SHA-256. It has 128 random bits, so a salt would add nothing. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return toHex(new Uint8Array(digest));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join("");
}
