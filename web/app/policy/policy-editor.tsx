import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { PolicyView } from "../../../src/contract/http/policy.ts";
import { tellRule } from "../../../src/domain/policy/explain-policy.ts";
import { type PolicyField, type PolicyUnit, policyFields } from "../../../src/domain/policy/policy-fields.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { Select } from "../../ui/select.tsx";
import { ArrivalsOfTerm } from "./arrivals-of-term.tsx";
import { DryRunPanel } from "./dry-run-panel.tsx";
import {
  draftOf,
  numberFields,
  type PolicyDraft,
  readDraft,
  type StayKind,
  writeRange,
} from "./policy-draft.ts";
import { fieldWords, policyGroups } from "./policy-groups.ts";

const units: Readonly<Partial<Record<PolicyUnit, string>>> = {
  minutes: "minutes",
  seconds: "seconds",
  days: "days",
  percent: "%",
  credit: "of a credit",
};

/** The numbers, field by field, each with the rule that follows; and what they would change before they are in force. */
export function PolicyEditor({ view }: { view: PolicyView }) {
  const { current, presets } = view;
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(current.preset, current.numbers));
  const { numbers, issues } = readDraft(draft);
  const change = (next: Partial<PolicyDraft>) => setDraft({ ...draft, ...next });
  return (
    <>
      <PageHeading
        title="Change the rules"
        note={`from version ${current.version}`}
        tools={
          <Link to="/policy" className={buttonLook("quiet")}>
            Leave everything as it is
          </Link>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <Panel title="Numbers" className="shrink-0">
          <div className="flex flex-col gap-2 border-b border-line px-4 py-3.5">
            <div className="flex flex-wrap items-center gap-3">
              <span className="text-sm font-medium">Preset</span>
              <Select
                label="Preset"
                value={draft.preset}
                choices={presets.map(({ name, title }) => ({ value: name, word: title }))}
                onChange={(name) => {
                  const preset = presets.find((one) => one.name === name);
                  if (preset !== undefined) setDraft(draftOf(preset.name, preset.numbers));
                }}
              />
            </div>
            <p className="text-xs text-muted">
              Choosing one fills in all of its numbers; change any of them afterwards.
            </p>
          </div>
          {policyGroups.map(({ title, fields }) => (
            <fieldset key={title} className="min-w-0 border-b border-line px-4 pt-1 pb-4 last:border-b-0">
              <legend className="float-left w-full py-3 text-2xs font-medium tracking-wide text-muted">
                {title}
              </legend>
              <div className="clear-left flex flex-col gap-5">
                {fields.map((field) => (
                  <Rule
                    key={field}
                    sentence={numbers === null ? null : tellRule(field, numbers)}
                    was={numbers === null ? null : wasOf(field, current.numbers, numbers)}
                  >
                    <Field
                      field={field}
                      draft={draft}
                      trouble={issues.get(field) ?? null}
                      onChange={change}
                    />
                  </Rule>
                ))}
                {fields.includes("onTimeGrace") && numbers !== null && <ArrivalsOfTerm {...numbers} />}
              </div>
            </fieldset>
          ))}
        </Panel>
        <DryRunPanel
          current={current}
          draft={{ preset: draft.preset, numbers: issues.size === 0 ? numbers : null }}
          wrong={[...issues.keys()].length}
        />
      </div>
    </>
  );
}

/** What the rule says now, where the draft says something else. */
function wasOf(
  field: PolicyField,
  before: PolicyView["current"]["numbers"],
  after: PolicyView["current"]["numbers"],
): string | null {
  const old = tellRule(field, before);
  return old === tellRule(field, after) ? null : old;
}

function Rule({
  sentence,
  was,
  children,
}: {
  sentence: string | null;
  was: string | null;
  children: ReactNode;
}) {
  return (
    <div className="grid gap-x-6 gap-y-1.5 md:grid-cols-2">
      {children}
      <div className="min-w-0 text-sm md:pt-6">
        <p className={was === null ? "text-muted" : ""}>{sentence ?? "–"}</p>
        {was !== null && <p className="mt-0.5 text-xs text-muted">Now in force: {was}</p>}
      </div>
    </div>
  );
}

interface FieldProps {
  readonly field: PolicyField;
  readonly draft: PolicyDraft;
  readonly trouble: string | null;
  readonly onChange: (next: Partial<PolicyDraft>) => void;
}

function Field({ field, draft, trouble, onChange }: FieldProps) {
  const numberField = numberFields.find((one) => one === field);
  if (numberField !== undefined) {
    const { unit } = policyFields[numberField];
    return (
      <NumberField
        label={fieldWords[field]}
        value={draft.typed[numberField]}
        unit={units[unit] ?? ""}
        note={writeRange(field, draft.preset)}
        trouble={trouble}
        onChange={(value) => onChange({ typed: { ...draft.typed, [numberField]: value } })}
      />
    );
  }
  const choice = choiceFields.find((one) => one === field);
  if (choice === undefined) return null;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span aria-hidden className="text-sm font-medium">
        {fieldWords[field]}
      </span>
      <div className="flex">
        <Choice field={choice} draft={draft} onChange={onChange} />
      </div>
      {trouble !== null && (
        <p role="alert" className="text-xs text-denied">
          {trouble}
        </p>
      )}
    </div>
  );
}

const choiceFields = [
  "minimumStay",
  "method",
  "wrongRoom",
  "trustDeviceLate",
  "authorisedCounts",
] as const satisfies readonly PolicyField[];

interface ChoiceProps extends Pick<FieldProps, "draft" | "onChange"> {
  readonly field: (typeof choiceFields)[number];
}

function Choice({ field, draft, onChange }: ChoiceProps) {
  const label = fieldWords[field];
  switch (field) {
    case "minimumStay":
      return <StayChoice draft={draft} onChange={onChange} />;
    case "method":
      return (
        <SegmentedControl
          label={label}
          value={draft.method}
          segments={[
            { value: "count", word: "Sessions" },
            { value: "minutes", word: "Minutes" },
          ]}
          onChange={(method) => onChange({ method })}
        />
      );
    case "wrongRoom":
      return (
        <SegmentedControl
          label={label}
          value={draft.wrongRoom}
          segments={[
            { value: "flag", word: "Flag it" },
            { value: "accept", word: "Accept it" },
            { value: "ignore", word: "Ignore it" },
          ]}
          onChange={(wrongRoom) => onChange({ wrongRoom })}
        />
      );
    case "trustDeviceLate":
      return (
        <SegmentedControl
          label={label}
          value={draft.trustDeviceLate ? "device" : "clock"}
          segments={[
            { value: "clock", word: "The clock" },
            { value: "device", word: "The device" },
          ]}
          onChange={(who) => onChange({ trustDeviceLate: who === "device" })}
        />
      );
    case "authorisedCounts":
      return (
        <SegmentedControl
          label={label}
          value={draft.authorisedCounts ? "counted" : "left out"}
          segments={[
            { value: "left out", word: "Left out" },
            { value: "counted", word: "Counted" },
          ]}
          onChange={(chosen) => onChange({ authorisedCounts: chosen === "counted" })}
        />
      );
  }
}

const firstStay: Readonly<Record<StayKind, string>> = { off: "", minutes: "30", share: "75" };

function StayChoice({ draft, onChange }: Pick<FieldProps, "draft" | "onChange">) {
  const { kind, typed } = draft.stay;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SegmentedControl<StayKind>
        label={fieldWords.minimumStay}
        value={kind}
        segments={[
          { value: "off", word: "Not tracked" },
          { value: "minutes", word: "Minutes" },
          { value: "share", word: "Share" },
        ]}
        onChange={(chosen) => onChange({ stay: { kind: chosen, typed: firstStay[chosen] } })}
      />
      {kind !== "off" && (
        <>
          <input
            aria-label={
              kind === "minutes" ? "Least stay in minutes" : "Least stay in percent of the planned time"
            }
            inputMode="decimal"
            value={typed}
            autoComplete="off"
            onChange={(event) => onChange({ stay: { kind, typed: event.target.value } })}
            className="h-9 w-20 rounded-control border border-line-strong bg-surface px-2.5 text-right text-sm sm:h-8"
          />
          <span aria-hidden className="text-sm text-muted">
            {kind === "minutes" ? "minutes" : "% of the planned time"}
          </span>
        </>
      )}
    </div>
  );
}
