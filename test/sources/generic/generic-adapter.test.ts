import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { createGenericAdapter } from "../../../src/sources/generic/generic-adapter.ts";
import { type GenericSourceInput, genericSource } from "../../../src/sources/generic/generic-source.ts";
import type { Reading } from "../../../src/sources/source.ts";
import { codeOf, detailOf, receivedAt, scanOf } from "../told.ts";

const encoder = new TextEncoder();

function read(source: GenericSourceInput, topic: string, content: object | string): Reading {
  const payload = encoder.encode(typeof content === "string" ? content : JSON.stringify(content));
  const message = { topic, payload, qos: 1, retain: false, receivedAt } as const;
  return createGenericAdapter(genericSource.parse(source)).read(message, {
    timeZone: "Europe/London",
    maxSkewSeconds: 120,
  });
}

const turnstile = {
  name: "turnstile",
  filter: "campus/+/turnstile/#",
  format: "json",
  scheme: "card_uid",
  subject: "$.card.uid",
  time: "$.at",
  location: "$['the place']",
  decision: "$.events[0].result",
  decisions: { granted: ["OPEN"], denied: ["blocked", "no"], unknown: ["who"] },
  method: "card",
} as const satisfies GenericSourceInput;
const opened = {
  card: { uid: "a1-b2-c3-d4" },
  at: "2026-01-15T09:15:00Z",
  "the place": "Gate 4",
  events: [{ result: "Open" }],
};

describe("a sender described by paths", () => {
  test("is a scan, named by what the wildcards stand for", () => {
    expect(scanOf(read(turnstile, "campus/north/turnstile/4/in", opened))).toMatchObject({
      source: "generic",
      sender: "generic:turnstile/north/4/in",
      subject: { scheme: "card_uid", value: "A1B2C3D4" },
      location: "Gate 4",
      decision: "granted",
      identified: true,
      method: "card",
      time: { occurredAt: Temporal.Instant.from("2026-01-15T09:15:00Z"), basis: "device" },
    });
  });

  test.each([
    ["blocked", "denied"],
    ["NO", "denied"],
    ["Who", "unknown"],
  ])("the word %s is %s", (result, decision) => {
    expect(scanOf(read(turnstile, "campus/n/turnstile", { ...opened, events: [{ result }] })).decision).toBe(
      decision,
    );
  });

  test.each([
    [
      { events: [{ result: "ajar" }] },
      'decision: "ajar" is none of the words; the words are open, blocked, no, who',
    ],
    [{ events: [] }, "decision: is missing"],
    [{ card: {} }, "subject: missing, but the decision is granted"],
    [{ card: { uid: "Kim" } }, 'subject: "Kim" is no card'],
    [{ card: { uid: ["a1"] } }, "subject: at $.card.uid stands a list"],
    [{ "the place": "x".repeat(129) }, "location:"],
  ])("%j is refused: %s", (fields, detail) => {
    const reading = read(turnstile, "campus/n/turnstile", { ...opened, ...fields });
    expect(codeOf(reading)).toBe("invalid");
    expect(detailOf(reading)).toContain(detail);
  });

  test("a refusal names nobody where nobody is told", () => {
    const reading = read(turnstile, "campus/n/turnstile", {
      ...opened,
      card: {},
      events: [{ result: "no" }],
    });
    expect(scanOf(reading)).toMatchObject({ subject: null, decision: "denied", identified: false });
  });

  test("without a time it is the time of receipt, without words whom it names is granted", () => {
    const { time: _t, decision: _d, decisions: _w, location: _l, ...bare } = turnstile;
    const placed = { ...bare, place: { from: "topic", level: 1 } } as const;
    expect(scanOf(read(placed, "campus/north/turnstile", opened))).toMatchObject({
      decision: "granted",
      location: "north",
      time: { basis: "receipt", clockSuspect: false },
    });
    const fixed = { ...bare, place: { from: "text", text: "Gym" } } as const;
    expect(scanOf(read(fixed, "campus/north/turnstile", opened)).location).toBe("Gym");
  });

  test("a number is a subject, and a decimal card is its hex digits", () => {
    const decimal = { ...turnstile, decimalCards: true };
    const reading = read(decimal, "campus/n/turnstile", { ...opened, card: { uid: 7616525 } });
    expect(scanOf(reading).subject?.value).toBe("0074380D");
  });

  test("its own id makes two messages one scan, by what they say", () => {
    const own = { ...turnstile, id: "$.n" } as const;
    const [first, again] = [1, 2].map((padding) =>
      scanOf(read(own, "campus/n/turnstile", { ...opened, n: 77, padding })),
    );
    expect(first?.externalId).toBe("77");
    expect(again?.content).toBe(first?.content);
  });

  test("what the topic carries beside is ignored", () => {
    const only = { ...turnstile, only: { path: "$.kind", is: ["passage"] } };
    expect(read(only, "campus/n/turnstile", { ...opened, kind: "battery" })).toMatchObject({
      kind: "ignored",
    });
    expect(read(only, "campus/n/turnstile", { ...opened, kind: "passage" }).kind).toBe("scan");
  });

  test("a path sees what a document holds itself, and nothing of its prototype", () => {
    const inherited = { ...turnstile, subject: "$.card.constructor.name" };
    expect(codeOf(read(inherited, "campus/n/turnstile", opened))).toBe("invalid");
  });
});

const line = {
  name: "line",
  filter: "serial/+",
  format: "text",
  scheme: "student_id",
  pattern: "^(?<subject>[A-Z]+\\d+);(?<time>[^;]+);(?<decision>\\w+)(?:;(?<location>.*))?$",
  decisions: { granted: ["ok"], denied: ["ko"] },
} as const satisfies GenericSourceInput;

describe("a sender described by a pattern", () => {
  test("is a scan by its named groups", () => {
    expect(scanOf(read(line, "serial/3", "CS77;09:15 AM;OK;Lab 2"))).toMatchObject({
      sender: "generic:line/3",
      subject: { scheme: "student_id", value: "CS77" },
      location: "Lab 2",
      decision: "granted",
    });
    expect(scanOf(read(line, "serial/3", "CS77;09:15 AM;ko"))).toMatchObject({
      location: null,
      decision: "denied",
    });
  });

  test("what does not match is refused, with what came", () => {
    expect(detailOf(read(line, "serial/3", "hello"))).toContain('"hello" does not match the pattern');
    expect(codeOf(read(line, "serial/3", "x".repeat(5000)))).toBe("too_large");
  });

  test("a pattern that would hold up another engine for ever answers at once", () => {
    const evil = { ...line, pattern: "^(?<subject>(a+)+)$" } as const;
    const began = performance.now();
    expect(codeOf(read({ ...evil, decisions: undefined }, "serial/3", `${"a".repeat(4000)}!`))).toBe(
      "invalid",
    );
    // Generous by orders: backtracking would take longer than there has been time.
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe("a sender that posts over HTTP", () => {
  const posted = {
    name: "gate",
    path: "gates/+/door",
    format: "json",
    scheme: "student_id",
    subject: "$.who",
    place: { from: "topic", level: 1 },
  } as const satisfies GenericSourceInput;

  test("is read as one on topics is, its place a level of its path", () => {
    expect(scanOf(read(posted, "$HTTP/in/gates/north/door", { who: "S1" }))).toMatchObject({
      source: "generic",
      sender: "generic:gate/north",
      subject: { scheme: "student_id", value: "S1" },
      location: "north",
    });
  });

  test("is heard over HTTP alone: its path is no topic of a broker's", () => {
    const { filters, subscribe } = createGenericAdapter(genericSource.parse(posted));
    expect([filters, subscribe]).toEqual([["$HTTP/in/gates/+/door"], []]);
    expect(createGenericAdapter(genericSource.parse(turnstile)).subscribe).toBeUndefined();
  });
});

const { filter: _filter, ...nowhere } = turnstile;

describe("a description", () => {
  test.each([
    [nowhere, "filter", "must be there, or a path"],
    [{ ...turnstile, path: "gates/+" }, "filter", "cannot stand beside a path"],
    [{ ...nowhere, path: "/gates" }, "path", "a path below /in/"],
    [{ ...nowhere, path: "+/gates" }, "path", "a path below /in/"],
    [{ ...nowhere, path: "#" }, "path", "a path below /in/"],
    [{ ...nowhere, path: "gates/../x" }, "path", "a path below /in/"],
    [{ ...nowhere, path: "gates/a b" }, "path", "a path below /in/"],
    [{ ...nowhere, path: "gates/#/b" }, "path", "a path below /in/"],
    [{ ...turnstile, subject: "$..uid" }, "subject", "a path to one value"],
    [{ ...turnstile, subject: "card.uid" }, "subject", "a path to one value"],
    [{ ...turnstile, subject: "$.cards[*]" }, "subject", "a path to one value"],
    [{ ...turnstile, filter: "#" }, "filter", "sender's own first level"],
    [{ ...turnstile, filter: "muster/v1/+/+/scan" }, "filter", "sender's own first level"],
    [{ ...turnstile, filter: "a/#/b" }, "filter", "only as its last level"],
    [{ ...turnstile, name: "Turn Stile" }, "name", "a-z"],
    [{ ...turnstile, colour: "red" }, "", "colour"],
    [{ ...line, pattern: "(?<who>.*)" }, "pattern", "(?<subject>…)"],
    [{ ...line, pattern: "(?<subject>.*)(?<mood>.*)" }, "pattern", "has a group mood"],
    [{ ...line, pattern: "(?<subject>.*" }, "pattern", "is no pattern of RE2"],
    [{ ...line, pattern: "(?<subject>a)(?=b)" }, "pattern", "is no pattern of RE2"],
    [{ ...line, pattern: "(?<subject>(?:a{500}){9})" }, "pattern", "pattern"],
    [{ ...line, pattern: "x".repeat(501) }, "pattern", "500"],
  ])("%j is refused at %s: %s", (source, field, message) => {
    const parsed = genericSource.safeParse(source);
    const issues = parsed.error?.issues
      .map(({ path, message: text }) => `${path.join(".")}: ${text}`)
      .join("\n");
    expect(issues).toContain(message);
    expect(issues).toContain(`${field}: `);
  });
});
