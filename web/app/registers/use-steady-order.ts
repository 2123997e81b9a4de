import { useState } from "react";
import { isOutdated, keepOrder, type Placed } from "./order-marks.ts";

interface SteadyOrder {
  readonly order: readonly Placed[];
  /** true when somebody would stand elsewhere now. */
  readonly outdated: boolean;
  readonly orderAnew: () => void;
}

/** Keeps rows where the reader has them before their eyes, until they ask for the order of now. */
export function useSteadyOrder(fresh: readonly Placed[]): SteadyOrder {
  const [held, setHeld] = useState(fresh);
  const order = keepOrder(held, fresh);
  if (order !== held) setHeld(order);
  return { order, outdated: isOutdated(order, fresh), orderAnew: () => setHeld(fresh) };
}
