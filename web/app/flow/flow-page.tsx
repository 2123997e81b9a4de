import { Workflow } from "lucide-react";
import { useId, useRef, useState } from "react";
import type { FlowView } from "../../../src/contract/http/monitor.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Command } from "../../ui/command.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useLoaded } from "../live/live-context.ts";
import { MessageParts } from "../messages/message-parts.tsx";
import { DemoCameraButton } from "../shell/demo-camera-button.tsx";
import { useSimulateLine } from "../shell/use-simulate-line.ts";
import { FlowList } from "./flow-list.tsx";
import { FlowPicture } from "./flow-picture.tsx";
import { keepSamples } from "./flow-rates.ts";
import { flowSteps, type StepId } from "./flow-steps.ts";
import { figuresOf } from "./step-figures.ts";

/** What happens to a message, as it happens. */
export function FlowPage() {
  const { state, pulse } = useLoaded();
  const [chosen, setChosen] = useState<StepId>("broker");
  const explanation = useId();
  const samples = useRef<readonly FlowView[]>([]);
  if (pulse !== null) samples.current = keepSamples(samples.current, pulse.flow);
  const figures = figuresOf(samples.current, state.system.broker.clients);
  const { timeZone, day } = state.system;
  const step = flowSteps.find(({ id }) => id === chosen);
  return (
    <>
      <PageHeading
        title="Flow"
        note={pulse && `since the server started, ${clockfaceOf(timeZone).time(pulse.flow.since, day)}`}
      />
      <MessageParts />
      <section
        aria-labelledby={`${explanation}-title`}
        className="rounded-panel border border-line bg-surface p-4"
      >
        <h2 id={`${explanation}-title`} className="sr-only">
          The picture
        </h2>
        {pulse === null ? (
          <Skeleton className="h-80 w-full" />
        ) : (
          <FlowPicture figures={figures} chosen={chosen} onChoose={setChosen} explainedBy={explanation} />
        )}
        <p id={explanation} className="mx-auto mt-3 min-h-11 max-w-prose text-center text-base text-muted">
          {step && (
            <>
              <strong className="font-semibold text-ink">{step.word}.</strong> {step.sentence}
            </>
          )}
        </p>
        {pulse?.flow.received === 0 && <NothingYet />}
      </section>
      <Panel title="Step by step" className="shrink-0">
        <FlowList figures={figures} />
      </Panel>
    </>
  );
}

function NothingYet() {
  const line = useSimulateLine();
  return (
    <div className="mx-auto mt-4 flex max-w-xl flex-col gap-3 border-t border-line pt-4 text-sm text-muted">
      <p className="flex items-center gap-2 font-medium text-ink">
        <Workflow aria-hidden className="size-4" />
        No message has come in yet
      </p>
      <p>To see some on their way, run the pretend school:</p>
      <Command label="the command that runs the simulator" line={line} />
      <div>
        <DemoCameraButton kind="primary" />
      </div>
    </div>
  );
}
