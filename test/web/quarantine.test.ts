import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countOpen, groupByCode } from "../../web/app/quarantine/group-by-code.ts";
import { indentJson } from "../../web/app/quarantine/indent-json.ts";
import { showPayload } from "../../web/app/quarantine/show-payload.ts";
import { writeHexLines } from "../../web/app/quarantine/write-hex-lines.ts";
import { writeReplayOutcome } from "../../web/app/quarantine/write-replay-outcome.ts";

describe("indented JSON", () => {
  test("keeps each token as it was sent: long numbers, a name twice, the escape that was chosen", () => {
    const sent = String.raw`{"n":12345678901234567890,"a":1.0,"a":"\u00e9 {\"x\": [1,2]}","e":{},"l":[ ],"t":[true,null]}`;
    expect(indentJson(sent)).toBe(
      String.raw`{
  "n": 12345678901234567890,
  "a": 1.0,
  "a": "\u00e9 {\"x\": [1,2]}",
  "e": {},
  "l": [],
  "t": [
    true,
    null
  ]
}`,
    );
  });

  test("of whatever JSON says the same as JSON, and writes as JSON.stringify does", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text);
        expect(JSON.parse(indentJson(text) ?? "")).toEqual(value);
        expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  test.each(["", "{", '{"a":1,}', "\ufeff{}", "nul"])("%j is none", (text) => {
    expect(indentJson(text)).toBeNull();
  });
});

describe("bytes", () => {
  const line = (hex: string) => writeHexLines(hex).split("\n");

  test("sixteen a line, with their offset and what of them is ASCII", () => {
    expect(line("ffd8ffe000104a46494600")).toEqual([
      "000000  ff d8 ff e0 00 10 4a 46  49 46 00                 ......JFIF.",
    ]);
    expect(line("20".repeat(16))).toHaveLength(1);
    expect(line("207e7f".repeat(6))[1]).toBe(`000010  7e 7f${" ".repeat(45)}~.`);
  });
});

describe("a raw message on the page", () => {
  const payload = (text: string, encoding: "text" | "hex" = "text") =>
    showPayload({ encoding, text, bytes: text.length, sha256: "", truncated: false });

  test("characters that hide or turn writing round are written out", () => {
    expect(payload("a\u202eb\u0000\ufeff\tc\n")).toEqual({
      kind: "text",
      text: "a\\u{202e}b\\u{0}\\u{feff}\tc\n",
      escaped: true,
    });
    expect(payload('{"a":"\u2066"}')).toMatchObject({ kind: "json", escaped: true });
    expect(payload("Grüße, 学生 👩‍🎓".replaceAll("\u200d", ""))).toMatchObject({ escaped: false });
  });

  test("none, and bytes", () => {
    expect(payload("").kind).toBe("empty");
    expect(payload("00", "hex").kind).toBe("hex");
  });
});

describe("groups", () => {
  const at = (second: number) => `2026-11-22T09:00:0${second}Z`;
  const groups = groupByCode({
    groups: [
      { code: "invalid", sender: "a", messages: 4, open: 1, dismissed: 0, lastAt: at(1) },
      { code: "not_json", sender: null, messages: 9, open: 3, dismissed: 0, lastAt: at(2) },
      { code: "invalid", sender: "b", messages: 2, open: 2, dismissed: 0, lastAt: at(3) },
      { code: "retained", sender: "a", messages: 50, open: 0, dismissed: 7, lastAt: at(4) },
    ],
  });

  test("are of one reason each, open ones first", () => {
    expect(
      groups.map(({ code, messages, open, dismissed, lastAt }) => [code, messages, open, dismissed, lastAt]),
    ).toEqual([
      ["not_json", 9, 3, 0, at(2)],
      ["invalid", 6, 3, 0, at(3)],
      ["retained", 50, 0, 7, at(4)],
    ]);
    expect(groups[1]?.senders.map(({ sender }) => sender)).toEqual(["b", "a"]);
  });

  test.each([
    [{}, 6],
    [{ code: "invalid" }, 3],
    [{ sender: "a" }, 1],
    [{ code: "invalid", sender: "b" }, 2],
    [{ code: "none" }, 0],
  ])("open under %j: %i", (filter, open) => {
    expect(countOpen(groups, filter)).toBe(open);
  });
});

test("the outcome of a replay adds up, most first", () => {
  expect(writeReplayOutcome({ tried: 4, outcomes: { invalid: 1, stored: 3 } })).toBe(
    "4 read again: 3 stored as a scan; 1 still refused: a field is missing or wrong.",
  );
  expect(writeReplayOutcome({ tried: 0, outcomes: {} })).toBe("Nothing was waiting to be replayed.");
});
