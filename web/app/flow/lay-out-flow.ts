import type { FlowStep, StepId } from "./flow-steps.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface FlowLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<StepId, Box>;
  /** The corners of the line between two steps, from edge to edge. */
  readonly line: (from: StepId, to: StepId) => readonly Point[];
}

const across = { width: 132, height: 92, pitch: 152, lane: 134, margin: 8 } as const;
const down = { width: 168, side: 140, height: 84, pitch: 108, margin: 8, gap: 24 } as const;

/** From left to right, ways aside above and below: for screens wider than high. */
export function layOutAcross(steps: readonly FlowStep[]): FlowLayout {
  const boxes = new Map(
    steps.map((step) => [
      step.id,
      {
        x: across.margin + step.rank * across.pitch,
        y: across.margin + (step.lane + 1) * across.lane,
        width: across.width,
        height: across.height,
      },
    ]),
  );
  const ranks = Math.max(...steps.map(({ rank }) => rank));
  return {
    width: 2 * across.margin + ranks * across.pitch + across.width,
    height: 2 * across.margin + 2 * across.lane + across.height,
    boxes,
    line(from, to) {
      const [a, b] = [boxOf(boxes, from), boxOf(boxes, to)];
      if (a.y === b.y) return [rightOf(a), leftOf(b)];
      if (a.x === b.x) return a.y > b.y ? [topOf(a), bottomOf(b)] : [bottomOf(a), topOf(b)];
      const end = a.y < b.y ? topOf(b) : bottomOf(b);
      return [rightOf(a), { x: end.x, y: rightOf(a).y }, end];
    },
  };
}

/** From top to bottom, ways aside on the right: for phones. */
export function layOutDown(steps: readonly FlowStep[]): FlowLayout {
  const side = down.margin + down.width + down.gap;
  const boxes = new Map(
    steps.map((step) => [
      step.id,
      {
        x: step.lane === 0 ? down.margin : side,
        y: down.margin + step.rank * down.pitch,
        width: step.lane === 0 ? down.width : down.side,
        height: down.height,
      },
    ]),
  );
  const ranks = Math.max(...steps.map(({ rank }) => rank));
  const outer = side + down.side + down.gap / 2;
  return {
    width: outer + down.margin,
    height: 2 * down.margin + ranks * down.pitch + down.height,
    boxes,
    line(from, to) {
      const [a, b] = [boxOf(boxes, from), boxOf(boxes, to)];
      if (a.x === b.x) return [bottomOf(a), topOf(b)];
      if (a.y === b.y) return [rightOf(a), leftOf(b)];
      // Around what stands aside further down.
      return [rightOf(a), { x: outer, y: rightOf(a).y }, { x: outer, y: rightOf(b).y }, rightOf(b)];
    },
  };
}

/** A line with its corners rounded, as the `d` of an SVG path. */
export function roundedPath(points: readonly Point[], radius: number): string {
  const parts: string[] = [];
  points.forEach((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined) parts.push(`M${point.x} ${point.y}`);
    else if (after === undefined) parts.push(`L${point.x} ${point.y}`);
    else {
      const [into, out] = [towards(point, before, radius), towards(point, after, radius)];
      parts.push(`L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`);
    }
  });
  return parts.join("");
}

/** The whole way through the given steps, through the middle of each. */
export function routePath(layout: FlowLayout, route: readonly StepId[], radius: number): string {
  const points = route.flatMap((to, index) => {
    const from = route[index - 1];
    return from === undefined ? [] : layout.line(from, to);
  });
  return roundedPath(withoutStraight(points), radius);
}

/** Corners alone: a point on the straight between its neighbours bends nothing. */
function withoutStraight(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined || after === undefined) return true;
    const straight =
      (before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y);
    return !straight;
  });
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function boxOf(boxes: ReadonlyMap<StepId, Box>, id: StepId): Box {
  const box = boxes.get(id);
  if (box === undefined) throw new Error(`the flow has no step ${id}`);
  return box;
}

const leftOf = ({ x, y, height }: Box): Point => ({ x, y: y + height / 2 });
const rightOf = ({ x, y, width, height }: Box): Point => ({ x: x + width, y: y + height / 2 });
const topOf = ({ x, y, width }: Box): Point => ({ x: x + width / 2, y });
const bottomOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height });
