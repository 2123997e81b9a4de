import { describe, expect, test } from "vitest";
import { drawPin, hashPin, isPin } from "../../web/kiosk/people/pin.ts";
import { afterAttempt, FREE_ATTEMPTS, noAttempts } from "../../web/kiosk/people/pin-attempts.ts";
import { drawToken, hashToken, isToken } from "../../web/kiosk/people/qr-token.ts";

describe("PINs", () => {
  test.each([
    [0, "000000"],
    [42, "000042"],
    [999_999, "999999"],
    [1_000_000, "000000"],
  ])("the draw %i is the PIN %s", (draw, pin) => {
    expect(drawPin(() => draw)).toBe(pin);
  });

  test("draws at the top, which would favour low numbers, are drawn again", () => {
    const draws = [4_294_000_000, 2 ** 32 - 1, 7];
    expect(drawPin(() => draws.shift() ?? 0)).toBe("000007");
    const last = [4_293_999_999];
    expect(drawPin(() => last.shift() ?? 0)).toBe("999999");
  });

  test.each([
    ["123456", true],
    ["12345", false],
    ["1234567", false],
    ["12345x", false],
    ["１２３４５６", false],
  ])("%s as a PIN: %s", (text, right) => expect(isPin(text)).toBe(right));

  test("are hashed as PBKDF2-HMAC-SHA-256 is defined", async () => {
    // RFC 7914, section 11: password "passwd", salt "salt", one round; the first 32 of its 64 octets.
    const hash = Buffer.from(await hashPin("passwd", Buffer.from("salt").toString("base64"), 1), "base64");
    expect(hash.toString("hex")).toBe("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
  });

  test("with another salt are another hash", async () => {
    expect(await hashPin("123456", "AAAA", 10)).not.toBe(await hashPin("123456", "AAAB", 10));
  });
});

describe("wrong PINs", () => {
  function wrong(times: number, at = 0) {
    let attempts = noAttempts;
    for (let each = 0; each < times; each += 1) attempts = afterAttempt(attempts, false, at);
    return attempts.waitUntil;
  }

  test.each([
    [FREE_ATTEMPTS - 1, 0],
    [FREE_ATTEMPTS, 30_000],
    [FREE_ATTEMPTS + 1, 60_000],
    [FREE_ATTEMPTS + 4, 480_000],
    [FREE_ATTEMPTS + 5, 900_000],
    [FREE_ATTEMPTS + 50, 900_000],
  ])("%i in a row make a wait of %i ms", (times, wait) => expect(wrong(times)).toBe(wait));

  test("a right one forgets them", () => {
    expect(afterAttempt({ wrong: 9, waitUntil: 5 }, true, 10)).toEqual(noAttempts);
  });
});

describe("QR codes", () => {
  test("hold a token of this kind, never the same, kept as its hash", async () => {
    const [one, two] = [drawToken(), drawToken()];
    expect(isToken(one)).toBe(true);
    expect(one).not.toBe(two);
    expect(await hashToken(one)).toMatch(/^[0-9A-F]{64}$/);
    expect(await hashToken(one)).not.toContain(one.slice(-32));
  });

  test.each([
    "https://example.org",
    "MUSTER:1:",
    `MUSTER:2:${"0".repeat(32)}`,
    ` MUSTER:1:${"0".repeat(32)}`,
  ])("%s is none of ours", (text) => expect(isToken(text)).toBe(false));
});
