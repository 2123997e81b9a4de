import { between, type Random } from "../random.ts";
import { drawNormal } from "./draw-normal.ts";
import { parameters } from "./parameters.ts";

/** How one student is, all term long. */
export interface Habits {
  readonly kind: "steady" | "wavering" | "chronic";
  /** The chance to come to a session, within 0 and 1. */
  readonly comes: number;
  /** Minutes after the start at which the student usually arrives; below 0 before it. */
  readonly arrives: number;
  /** How much that varies: the standard deviation, in minutes. */
  readonly spread: number;
}

/** Draws a student's habits. */
export function drawHabits(random: Random): Habits {
  const chance = random();
  const { chronic, wavering, steady, punctual, tardy, spread } = parameters;
  const kind =
    chance < chronic.share ? "chronic" : chance < chronic.share + wavering.share ? "wavering" : "steady";
  const [least, most] = { chronic, wavering, steady }[kind].comes;
  const arrival = random() < tardy.share ? tardy : punctual;
  return {
    kind,
    comes: between(random, least, most),
    arrives: drawNormal(random, arrival.mean, arrival.deviation),
    spread: between(random, ...spread),
  };
}
