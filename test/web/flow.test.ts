import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FlowView } from "../../src/contract/http/monitor.ts";
import { findTravellers } from "../../web/app/flow/find-travellers.ts";
import { keepSamples, rateOver } from "../../web/app/flow/flow-rates.ts";
import { flowEdges, flowRoutes, flowSteps } from "../../web/app/flow/flow-steps.ts";
import { layOutAcross, layOutDown, type Point } from "../../web/app/flow/lay-out-flow.ts";
import { figuresOf } from "../../web/app/flow/step-figures.ts";
import { systemAt } from "./builders.ts";

const since = "2026-11-23T08:00:00.000Z";
const flowAt = (seconds: number, more: Partial<FlowView> = {}): FlowView => ({
  at: new Date(Date.parse(since) + seconds * 1000).toISOString(),
  since,
  received: 0,
  quarantined: 0,
  repeats: 0,
  stored: 0,
  marksChanged: 0,
  batches: 0,
  receipts: 0,
  overflowed: 0,
  frames: 0,
  pages: 1,
  waiting: 0,
  ...more,
});
const received = ({ received: count }: FlowView) => count;

describe("rates", () => {
  test("are taken of two pulses", () => {
    expect(rateOver([flowAt(1)], received)).toBeNull();
    expect(rateOver([flowAt(1), flowAt(3, { received: 5 })], received)).toBe(2.5);
  });

  test("span the last six seconds, and fall to nothing when nothing comes", () => {
    const pulses = [0, 5, 6, 11, 16].map((at) => flowAt(at, { received: at === 0 ? 0 : 30 }));
    const samples = pulses.reduce<readonly FlowView[]>(keepSamples, []);
    expect(samples.map(({ at }) => Date.parse(at) - Date.parse(since))).toEqual([6_000, 11_000, 16_000]);
    expect(rateOver(samples, received)).toBe(0);
  });

  test("begin anew with a server that was started again", () => {
    const again = { ...flowAt(9), since: "2026-11-23T08:00:08.000Z" };
    expect(keepSamples([flowAt(1, { received: 90 }), flowAt(2, { received: 99 })], again)).toEqual([again]);
  });

  test("a pulse that is heard twice, as from a second listener, changes nothing", () => {
    const samples = [flowAt(1), flowAt(2)];
    expect(keepSamples(samples, flowAt(2))).toBe(samples);
  });

  test("are never negative", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.integer({ min: 1, max: 60 }), (before, after, seconds) => {
        const rate = rateOver(
          [flowAt(0, { received: before }), flowAt(seconds, { received: after })],
          received,
        );
        expect(rate).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("figures", () => {
  test("what waits is not read yet, and each scan that was compared is either a repeat or stored", () => {
    const flow = flowAt(9, { received: 12, waiting: 2, quarantined: 3, repeats: 2, stored: 5 });
    const count = (id: string) => figuresOf([flow], null).find(({ step }) => step.id === id)?.count;
    expect([count("read"), count("quarantine"), count("known"), count("repeat"), count("store")]).toEqual([
      "10",
      "3",
      "7",
      "2",
      "5",
    ]);
  });

  test("what is not known is a dash, not a zero", () => {
    expect(figuresOf([flowAt(1)], null)[0]?.count).toBe("–");
  });
});

describe("messages on their way", () => {
  const before = systemAt(0, { granted: 5, repeats: 1 }).totals;
  test.each([
    ["nothing came", before, []],
    ["many of a kind are one", { ...before, granted: 90 }, ["stored good"]],
    [
      "each kind on its way",
      { ...before, denied: 1, repeats: 2, quarantined: 1 },
      ["stored denied", "repeat late", "quarantine held"],
    ],
    ["a new day begins from zero", systemAt(0).totals, []],
  ])("%s", (_name, after, travellers) => {
    expect(findTravellers(before, after).map(({ route, tone }) => `${route} ${tone}`)).toEqual(travellers);
  });
});

describe.each([
  ["across", layOutAcross(flowSteps)],
  ["down", layOutDown(flowSteps)],
])("the picture %s", (_name, layout) => {
  const boxes = [...layout.boxes.values()];

  test("no two steps overlap, and all of it is in the frame", () => {
    for (const [index, a] of boxes.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.y).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(layout.width);
      expect(a.y + a.height).toBeLessThanOrEqual(layout.height);
      for (const b of boxes.slice(index + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    }
  });

  test.each(flowEdges.map(({ from, to }) => [from, to] as const))(
    "no line from %s to %s crosses a step",
    (from, to) => {
      const points = layout.line(from, to);
      for (const [index, end] of points.entries()) {
        const start = points[index - 1];
        if (start === undefined) continue;
        for (const box of boxes) expect(passesThrough(start, end, box)).toBe(false);
      }
    },
  );

  test("each way goes along lines that are drawn", () => {
    const drawn = new Set(flowEdges.map(({ from, to }) => `${from} ${to}`));
    for (const route of Object.values(flowRoutes)) {
      const steps = route.slice(1).map((to, index) => `${route[index]} ${to}`);
      expect(steps.filter((step) => !drawn.has(step))).toEqual([]);
    }
  });
});

/** true when a level or upright line has points inside a box; its edge is outside. */
function passesThrough(a: Point, b: Point, box: Point & { width: number; height: number }): boolean {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return left < box.x + box.width && right > box.x && top < box.y + box.height && bottom > box.y;
}
