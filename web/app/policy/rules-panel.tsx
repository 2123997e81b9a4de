import type { PolicyVersionView } from "../../../src/contract/http/policy.ts";
import { Panel } from "../../ui/panel.tsx";
import { policyGroups } from "./policy-groups.ts";

/** The rules in force, as the server tells them. */
export function RulesPanel({ version }: { version: PolicyVersionView }) {
  const told = new Map(version.words.map(({ field, sentence }) => [field, sentence]));
  return (
    <Panel title="The rules" className="shrink-0">
      {policyGroups.map(({ title, fields }) => (
        <section
          key={title}
          className="grid gap-x-6 gap-y-2 border-b border-line px-4 py-3.5 last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)]"
        >
          <h3 className="text-sm font-medium">{title}</h3>
          <ul className="flex max-w-prose flex-col gap-1.5 text-base">
            {fields.flatMap((field) => {
              const sentence = told.get(field);
              return sentence === undefined ? [] : [<li key={field}>{sentence}</li>];
            })}
          </ul>
        </section>
      ))}
    </Panel>
  );
}
