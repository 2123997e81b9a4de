import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventStreamParser } from "../../web/app/live/parse-event-stream.ts";

const text = [
  ": a comment\n\n",
  'id: 41\nevent: changes\ndata: {"seq":41}\n\n',
  "event:system\r\ndata:one\r\ndata: two\r\n\r\n",
  "data\n\n",
  "id: 42\n\n",
  "event: lost for want of data\n\n",
  "data:  spaced\r\rretry: 100\n",
].join("");

const expected = [
  { name: "changes", data: '{"seq":41}', id: "41" },
  { name: "system", data: "one\ntwo", id: "41" },
  { name: "message", data: "", id: "41" },
  { name: "message", data: " spaced", id: "42" },
];

test("events are read as the standard says", () => {
  expect(createEventStreamParser()(text)).toEqual(expected);
});

test("the pieces in which a stream arrives do not matter", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const parse = createEventStreamParser();
      const edges = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const events = edges.slice(1).flatMap((end, index) => parse(text.slice(edges[index], end)));
      expect(events).toEqual(expected);
    }),
  );
});

test("an event that has not ended is not told", () => {
  const parse = createEventStreamParser();
  expect(parse("data: half\n")).toEqual([]);
  expect(parse("\n")).toEqual([{ name: "message", data: "half", id: "" }]);
});
