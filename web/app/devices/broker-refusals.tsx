import type { BrokerRefusal } from "../../../src/contract/http/devices.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Panel } from "../../ui/panel.tsx";
import { brokerRefusalWords } from "./broker-refusal-words.ts";

interface BrokerRefusalsProps {
  readonly refusals: readonly BrokerRefusal[];
  readonly timeZone: string;
}

/** What the broker did not let devices do; nothing at all where there is none of it. */
export function BrokerRefusals({ refusals, timeZone }: BrokerRefusalsProps) {
  if (refusals.length === 0) return null;
  return (
    <Panel title="What the broker refused" note="since the server started" className="shrink-0">
      <ul className="max-h-72 overflow-y-auto print:max-h-none">
        {refusals.map(({ name, known, reason, times, last, lastAt }) => (
          <li
            key={`${known} ${name} ${reason}`}
            className="flex flex-col gap-0.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <span className="flex flex-wrap items-baseline gap-x-3">
              <strong className="font-semibold break-all">{name ?? "Somebody without a name"}</strong>
              <span>{brokerRefusalWords[reason].what}</span>
              <span className="ml-auto text-xs text-muted">
                {times === 1 ? "once" : `${times} times`}, last{" "}
                <time dateTime={lastAt}>{writeMoment(lastAt, timeZone)}</time>
              </span>
            </span>
            <span className="text-xs text-muted">
              {last !== "" && <code className="mr-2 font-mono break-all">{last}</code>}
              {brokerRefusalWords[reason].remedy}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
