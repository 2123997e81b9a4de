import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutPictures } from "../../src/sources/cut-pictures.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const cut = (payload: Uint8Array) => cutPictures(payload, (bytes) => `[${bytes.length} bytes]`);
const cutText = (text: string) => decode(cut(encode(text)));

describe("a picture is cut out", () => {
  test.each([
    ["JPEG", [0xff, 0xd8, 0xff, 0xe0]],
    ["PNG", [0x89, 0x50, 0x4e, 0x47]],
    ["GIF", [0x47, 0x49, 0x46, 0x38]],
    ["WebP", [0x52, 0x49, 0x46, 0x46]],
  ])("that is the whole payload, a %s", (_name, bytes) => {
    expect(decode(cut(Uint8Array.from([...bytes, 1, 2, 3])))).toBe("[7 bytes]");
  });

  test.each([
    [
      "in a data URI, however small",
      '{"face":"data:image/jpeg;base64,/9j/4AAQ","id":1}',
      '{"face":"[31 bytes]","id":1}',
    ],
    ["whose kind has a figure", '{"face":"data:image/jp2;base64,AAAA"}', '{"face":"[26 bytes]"}'],
    ["with a parameter", '{"face":"data:image/png;name=a.png;base64,AAAA"}', '{"face":"[37 bytes]"}'],
    ["in capitals", '{"face":"DATA:IMAGE/PNG;BASE64,AAAA"}', '{"face":"[26 bytes]"}'],
    [
      "whose slashes are escaped",
      '{"face":"data:image\\/jpeg;base64,\\/9j\\/4AAQ","id":1}',
      '{"face":"[34 bytes]","id":1}',
    ],
    ["as bare base64", `{"face":"${"A".repeat(1024)}==","id":1}`, '{"face":"[1026 bytes]","id":1}'],
    ["in base64 for URLs", `{"face":"${"-_".repeat(512)}"}`, '{"face":"[1024 bytes]"}'],
    [
      "in base64 of short lines",
      `{"face":"${`${"A".repeat(76)}\\r\\n`.repeat(20)}"}`,
      '{"face":"[1600 bytes]"}',
    ],
    [
      "with escaped slashes in bare base64",
      `{"face":"${"AAAAAAA\\/".repeat(200)}"}`,
      '{"face":"[1800 bytes]"}',
    ],
  ])("%s", (_how, text, expected) => {
    expect(cutText(text)).toBe(expected);
  });

  test.each([
    ["a JPEG", [0xff, 0xd8, 0xff, 0xe0]],
    ["a PNG", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ])("%s that begins behind other bytes, to the end", (_name, bytes) => {
    expect(decode(cut(Uint8Array.from([0x61, 0x62, ...bytes, 1, 2, 3])))).toBe(
      `ab[${bytes.length + 3} bytes]`,
    );
  });

  test("a data URI that follows a long token at once, and the token too", () => {
    expect(cutText(`${"A".repeat(1024)}data:image/png;base64,AAAA "kept"`)).toBe(
      '[1024 bytes][26 bytes] "kept"',
    );
    expect(cutText('Adata:image/png;base64,AAAA "kept"')).toBe('A[26 bytes] "kept"');
  });

  test("each of several", () => {
    const picture = "data:image/png;base64,AAAA";
    expect(cutText(`["${picture}","kept","${picture}"]`)).toBe('["[26 bytes]","kept","[26 bytes]"]');
  });
});

describe("the work grows with the payload alone", () => {
  /** How often a byte is read: a count does not depend on the machine, as a time would. */
  function reads(text: string): number {
    let count = 0;
    const counted = new Proxy(encode(text), {
      get(target, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) count += 1;
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    cut(counted);
    return count;
  }
  test.each([
    ["runs just too short to be a picture", `${"A".repeat(1023)} `],
    ["heads of data URIs without a body", "data:image/png;a=b;"],
    ["lines", "\\n\\r"],
  ])("of %s", (_what, piece) => {
    const pieces = Math.ceil(10_000 / piece.length);
    const [once, tenfold] = [reads(piece.repeat(pieces)), reads(piece.repeat(10 * pieces))];
    expect(tenfold / once).toBeLessThan(11);
  });
});

describe("everything else stays as it was", () => {
  test.each([
    ["an ordinary message", '{"student_id":"S001","decision":"granted"}'],
    ["a run of 1023 characters", `{"token":"${"A".repeat(1023)}"}`],
    ["long prose", `{"reason":"${"the door was held open ".repeat(100)}"}`],
    ["a data URI of another kind", "data:text/plain;base64,AAAA"],
    ["letters beyond ASCII", `{"name":"Zoë 🙂","padding":"${"é ".repeat(600)}"}`],
  ])("%s", (_what, text) => {
    expect(cutText(text)).toBe(text);
  });

  test("byte for byte, UTF-8 or not, beside a picture that was cut", () => {
    const noPicture = fc.uint8Array({ maxLength: 300 }).filter((bytes) => {
      const [first] = bytes;
      return first !== 0xff && first !== 0x89 && first !== 0x47 && first !== 0x52;
    });
    fc.assert(
      fc.property(noPicture, noPicture, (before, after) => {
        const edge = encode(" | ");
        const picture = encode("data:image/png;base64,AAAA");
        const result = cut(Uint8Array.from([...before, ...edge, ...picture, ...edge, ...after]));
        expect(result).toEqual(
          Uint8Array.from([...before, ...edge, ...encode("[26 bytes]"), ...edge, ...after]),
        );
      }),
    );
  });
});
