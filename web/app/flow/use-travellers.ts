import { useCallback, useEffect, useRef, useState } from "react";
import { useLiveValue } from "../shell/use-live-value.ts";
import { findTravellers, type Traveller } from "./find-travellers.ts";

export interface Travelling extends Traveller {
  readonly key: number;
}

/** Of one kind, so that a busy morning stays a picture and does not become a blur. */
const atMostEveryMs = 300;
const mostAtOnce = 12;

/**
 * The messages that are on their way through the picture now.
 *
 * @param moving false where the reader wants no motion: then nobody travels
 * @returns them, and what to call when one has arrived
 */
export function useTravellers(moving: boolean): {
  readonly travelling: readonly Travelling[];
  readonly arrived: (key: number) => void;
} {
  const totals = useLiveValue(({ state }) => state?.totals ?? null);
  const [travelling, setTravelling] = useState<readonly Travelling[]>([]);
  const seen = useRef(totals);
  const lastAt = useRef(new Map<string, number>());
  const nextKey = useRef(0);

  useEffect(() => {
    const before = seen.current;
    seen.current = totals;
    if (!moving || before === null || totals === null || document.visibilityState === "hidden") return;
    const now = performance.now();
    const setOut = findTravellers(before, totals).filter(({ route, tone }) => {
      const kind = `${route} ${tone}`;
      if (now - (lastAt.current.get(kind) ?? Number.NEGATIVE_INFINITY) < atMostEveryMs) return false;
      lastAt.current.set(kind, now);
      return true;
    });
    if (setOut.length === 0) return;
    const added = setOut.map((traveller) => ({ ...traveller, key: nextKey.current++ }));
    setTravelling((others) => [...others, ...added].slice(-mostAtOnce));
  }, [totals, moving]);

  const arrived = useCallback((key: number) => {
    setTravelling((others) => others.filter((one) => one.key !== key));
  }, []);
  return { travelling, arrived };
}
