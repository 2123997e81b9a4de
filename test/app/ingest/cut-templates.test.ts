import { expect, test } from "vitest";
import { cutTemplates } from "../../../src/app/ingest/cut-templates.ts";
import { keptPayload, scanPayload } from "../../../src/app/ingest/ingest-item.ts";

const cutText = (text: string): string =>
  Buffer.from(cutTemplates(Buffer.from(text), (bytes) => `[${bytes.length} bytes]`)).toString();
/** A unit vector such as a net makes of a face. */
const vector = (length: number): number[] =>
  Array.from({ length }, (_, at) => Math.sin(at * 12.9898) / Math.sqrt(length));
const packedOf = (numbers: readonly number[], size: 4 | 8 = 4): string => {
  const bytes = Buffer.alloc(numbers.length * size);
  for (const [at, value] of numbers.entries()) {
    if (size === 4) bytes.writeFloatLE(value, at * size);
    else bytes.writeDoubleLE(value, at * size);
  }
  return bytes.toString("base64");
};

test.each([
  ["128 numbers", JSON.stringify({ name: "S1", embedding: vector(128) })],
  ["512 numbers over several lines", JSON.stringify({ name: "S1", embedding: vector(512) }, null, 1)],
  ["whole numbers", JSON.stringify({ name: "S1", template: Array.from({ length: 256 }, (_, at) => at % 7) })],
  ["packed in base64", JSON.stringify({ name: "S1", feature: packedOf(vector(128)) })],
  [
    "packed, with escaped slashes",
    JSON.stringify({ name: "S1", f: packedOf(vector(128)) }).replaceAll("/", "\\/"),
  ],
  ["packed as doubles", JSON.stringify({ name: "S1", feature: packedOf(vector(64), 8) })],
])("a face template is cut out of a message, and the message can be read still: %s", (_, text) => {
  const kept = cutText(text);
  expect(kept).toContain(" bytes]");
  expect(kept.length).toBeLessThan(60);
  expect(JSON.parse(kept)).toMatchObject({ name: "S1" });
});

test("one that the size kept of a message cuts off is cut out as well", () => {
  expect(cutText(`{"embedding":[${vector(200).join(",").slice(0, 3_000)}`)).toBe(
    '{"embedding":["[3001 bytes]"',
  );
});

test.each([
  [
    "boxes and places",
    JSON.stringify({ box: [1, 2, 3, 4], path: Array.from({ length: 90 }, (_, at) => [[at, 1], 2]) }),
  ],
  [
    "a signature",
    JSON.stringify({
      signature: Buffer.from(Array.from({ length: 512 }, (_, at) => (at * 197) % 251)).toString("base64"),
    }),
  ],
  [
    "a text in base64",
    JSON.stringify({ note: Buffer.from("a note of somebody, ".repeat(20)).toString("base64") }),
  ],
  [
    "words and numbers",
    JSON.stringify({ said: "1, 2, 3", many: Array.from({ length: 90 }, (_, at) => `n${at}`) }),
  ],
])("what is none is left: %s", (_, text) => {
  expect(cutText(text)).toBe(text);
});

test("neither a scan nor a message that could not be taken is stored with one", () => {
  const sent = Buffer.from(JSON.stringify({ v: 1, subject: "S1", embedding: vector(128) }));
  for (const kept of [scanPayload(sent), keptPayload(sent).payload]) {
    expect(Buffer.from(kept).toString()).toMatch(
      /^\{"v":1,"subject":"S1","embedding":\["\[face template cut: \d+ bytes, sha256 [0-9a-f]{64}\]"\]\}$/,
    );
  }
});
