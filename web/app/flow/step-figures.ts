import type { FlowView } from "../../../src/contract/http/monitor.ts";
import { rateOver } from "./flow-rates.ts";
import { type FlowStep, flowSteps } from "./flow-steps.ts";

/** What one step shows. */
export interface StepFigures {
  readonly step: FlowStep;
  /** "1,204", or a dash where it is not known. */
  readonly count: string;
  /** "2.4 a second"; null for what does not pass or was not seen twice. */
  readonly rate: string | null;
  readonly note: string | null;
  /** All of it in words. */
  readonly spoken: string;
}

const number = new Intl.NumberFormat("en-GB");
const decimal = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** @param samples the last pulses, oldest first, at least one */
export function figuresOf(samples: readonly FlowView[], clients: number | null): StepFigures[] {
  const flow = samples.at(-1);
  return flowSteps.map((step) => {
    const value = flow === undefined ? null : step.count(flow, clients);
    const perSecond = step.passing ? rateOver(samples, (sample) => step.count(sample, clients)) : null;
    const count = value === null ? "–" : number.format(value);
    const rate = perSecond === null ? null : `${decimal.format(perSecond)} a second`;
    const note = flow === undefined ? null : step.note(flow);
    const said = value === null ? [] : [`${count} ${step.unit}`];
    return {
      step,
      count,
      rate,
      note,
      spoken: [step.word, ...said, ...(rate === null ? [] : [rate]), ...(note === null ? [] : [note])].join(
        ", ",
      ),
    };
  });
}
