import { useEffect, useState } from "react";
import { type CalendarRule, ruleTrouble } from "./calendar-rules.ts";
import type { SampleEvent, TriedSample } from "./try-rule.ts";

const patienceMs = 1_000;

export type RuleTrial =
  | { readonly kind: "trying" }
  | { readonly kind: "invalid" }
  | { readonly kind: "too_slow" }
  | { readonly kind: "tried"; readonly samples: readonly TriedSample[] };

/** What a rule makes of samples, tried anew with each change. A trial that takes longer than a second is given up. */
export function useRuleTrial(rule: CalendarRule, samples: readonly SampleEvent[]): RuleTrial {
  const [trial, setTrial] = useState<RuleTrial>({ kind: "trying" });
  const asked = JSON.stringify({ rule, samples });
  useEffect(() => {
    const sent: { rule: CalendarRule; samples: SampleEvent[] } = JSON.parse(asked);
    const trouble = ruleTrouble(sent.rule);
    if (trouble.summary !== null || trouble.locationNoise !== null) {
      setTrial({ kind: "invalid" });
      return;
    }
    const worker = new Worker(new URL("./rule-trial.worker.ts", import.meta.url), { type: "module" });
    let patience: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(patience);
      worker.terminate();
    };
    worker.addEventListener("message", ({ data }: MessageEvent<readonly TriedSample[]>) => {
      setTrial({ kind: "tried", samples: data });
      end();
    });
    patience = setTimeout(() => {
      setTrial({ kind: "too_slow" });
      end();
    }, patienceMs);
    worker.postMessage(sent);
    return end;
  }, [asked]);
  return trial;
}
