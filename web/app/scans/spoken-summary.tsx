import { useEffect, useRef, useState } from "react";
import type { TotalsView } from "../../../src/contract/http/system.ts";
import { summariseArrivals } from "./summarise-arrivals.ts";

const atMostEveryMs = 6_000;

/** Tells those who listen what came in: one sentence at most every six seconds, never scan by scan. */
export function SpokenSummary({ totals }: { totals: TotalsView }) {
  const [sentence, setSentence] = useState("");
  const newest = useRef(totals);
  const told = useRef(totals);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    newest.current = totals;
    if (timer.current !== undefined || totals === told.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const summary = summariseArrivals(told.current, newest.current);
      told.current = newest.current;
      if (summary !== null) setSentence(summary);
    }, atMostEveryMs);
  }, [totals]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {sentence}
    </div>
  );
}
