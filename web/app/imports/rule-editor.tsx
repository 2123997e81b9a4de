import { CircleCheck, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import { textEncodings } from "../../../src/contract/http/imports.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Select } from "../../ui/select.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { type CalendarRule, ruleTrouble, usualRules } from "./calendar-rules.ts";
import type { SampleEvent } from "./try-rule.ts";
import { useRuleTrial } from "./use-rule-trial.ts";

interface RuleEditorProps {
  readonly rule: CalendarRule;
  readonly onChange: (rule: CalendarRule) => void;
  /** Lines to try it on: a calendar's own where one is there. */
  readonly samples?: string;
}

const settleMs = 150;
const mostSamples = 20;
const firstSamples = "CS-150_A:Lecture | Room 12 [cap.20]\nCS-150_A:Lab | Lab 3, Lab 4\nStaff meeting";

/** How SUMMARY and LOCATION become class, sort and places, shown on lines of the reader's own before it is saved. */
export function RuleEditor({ rule, onChange, samples = firstSamples }: RuleEditorProps) {
  const [lines, setLines] = useState(samples);
  const [zonesText, setZonesText] = useState(() =>
    Object.entries(rule.zones)
      .map(([name, zone]) => `${name} = ${zone}`)
      .join("; "),
  );
  const trouble = ruleTrouble(rule);
  const way = usualRules.find(({ summary }) => summary === rule.summary)?.id ?? "own";
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-panel border border-line p-4">
      <legend className="px-1 text-sm font-medium">How its entries are read</legend>
      <div className="flex flex-col gap-1">
        <span className="text-xs text-muted">How the calendar writes a title</span>
        <Select
          label="How the calendar writes a title"
          value={way}
          choices={[
            ...usualRules.map(({ id, word, sample }) => ({ value: id, word: `${word}: ${sample}` })),
            { value: "own", word: "Another way" },
          ]}
          onChange={(chosen) => {
            const usual = usualRules.find(({ id }) => id === chosen);
            if (usual !== undefined) onChange({ ...rule, summary: usual.summary });
          }}
        />
      </div>
      <TextField
        label="The expression that reads the title (SUMMARY)"
        value={rule.summary}
        onChange={(summary) => onChange({ ...rule, summary })}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={trouble.summary !== null}
        note={
          trouble.summary === null ? (
            "A regular expression with the groups (?<class>…) and, if wanted, (?<sort>…)."
          ) : (
            <span className="text-denied">{trouble.summary}</span>
          )
        }
      />
      <TextField
        label="What is cut out of the place (LOCATION)"
        value={rule.locationNoise}
        onChange={(locationNoise) => onChange({ ...rule, locationNoise })}
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={trouble.locationNoise !== null}
        note={
          trouble.locationNoise === null ? (
            "A regular expression; empty for nothing. What is left is split at commas."
          ) : (
            <span className="text-denied">{trouble.locationNoise}</span>
          )
        }
      />
      <div className="flex flex-col gap-1">
        <span className="text-xs text-muted">What of a place is a room</span>
        <Select
          label="What of a place is a room"
          value={rule.places}
          choices={placeChoices}
          onChange={(places) => onChange({ ...rule, places })}
        />
      </div>
      <TextField
        label="Zone of times without one"
        value={rule.timeZone ?? ""}
        onChange={(text) => onChange({ ...rule, timeZone: text.trim() === "" ? null : text.trim() })}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        placeholder="Europe/London"
        note="Empty: the calendar's own where it says one, else the institution's."
      />
      <TextField
        label="Zones that the calendar calls otherwise"
        value={zonesText}
        onChange={(text) => {
          setZonesText(text);
          onChange({ ...rule, zones: zonesOf(text) });
        }}
        maxLength={1000}
        autoComplete="off"
        spellCheck={false}
        placeholder="Campus Time = Europe/London; Lab Time = America/New_York"
        note="Only for names that are refused, or taken for the wrong zone."
      />
      <div className="flex flex-col gap-1">
        <span className="text-xs text-muted">Letters of the file</span>
        <Select
          label="Letters of the file"
          value={rule.encoding ?? "auto"}
          choices={[
            { value: "auto" as const, word: "As the file itself tells" },
            ...textEncodings.map((value) => ({ value, word: value })),
          ]}
          onChange={(encoding) => onChange({ ...rule, encoding: encoding === "auto" ? null : encoding })}
        />
      </div>
      <Checkbox
        label="Read staff where an entry names them"
        checked={rule.staff === "named"}
        onChange={(named) => onChange({ ...rule, staff: named ? "named" : "none" })}
        note="In the description behind “Staff:”, as contact, in the chair, or as organiser. Other attendees are never read."
      />
      <Checkbox
        label="Make classes that nobody has yet"
        checked={rule.makeClasses}
        onChange={(makeClasses) => onChange({ ...rule, makeClasses })}
        note="Otherwise meetings of such classes are refused, and listed."
      />
      <TextArea
        label="Try it on lines of your calendar: title | place"
        value={lines}
        onChange={setLines}
        rows={4}
        maxLength={4000}
        mono
        note={`Only for this trial; nothing of it is saved. At most ${mostSamples} lines.`}
      />
      <Trial rule={rule} lines={lines} />
    </fieldset>
  );
}

const placeChoices: readonly { value: CalendarRule["places"]; word: string }[] = [
  { value: "guess", word: "Each part between commas, but no buildings and addresses" },
  { value: "rooms", word: "Each part between commas" },
  { value: "first", word: "The first part alone" },
  { value: "whole", word: "All of it" },
];

/** `Campus Time = Europe/London; …` as names and zones; what is not written so yet is left out. */
function zonesOf(text: string): CalendarRule["zones"] {
  const pairs = text.split(";").map((pair) => pair.split("=").map((side) => side.trim()));
  return Object.fromEntries(
    pairs.flatMap(([name = "", zone = ""]) => (name === "" || zone === "" ? [] : [[name, zone]])),
  );
}

function Trial({ rule, lines }: { rule: CalendarRule; lines: string }) {
  const heading = useId();
  const settled = useSettled(JSON.stringify({ rule, samples: samplesOf(lines) }), settleMs);
  const asked: { rule: CalendarRule; samples: SampleEvent[] } = JSON.parse(settled);
  const trial = useRuleTrial(asked.rule, asked.samples);
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <h3 id={heading} className="text-sm font-medium">
        What becomes of them
      </h3>
      {trial.kind === "trying" && <p className="text-sm text-muted">Trying.</p>}
      {trial.kind === "invalid" && (
        <p className="text-sm text-muted">Correct the expression above to see what it does.</p>
      )}
      {trial.kind === "too_slow" && (
        <p role="alert" className="text-sm text-denied">
          The expression takes too long. Write it without a repetition inside a repetition.
        </p>
      )}
      {trial.kind === "tried" && trial.samples.length === 0 && (
        <p className="text-sm text-muted">Write a line above.</p>
      )}
      {trial.kind === "tried" && trial.samples.length > 0 && (
        <ul className="flex flex-col">
          {trial.samples.map((sample, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike
              key={at}
              className="flex flex-col gap-0.5 border-t border-line py-2 text-sm"
            >
              <span className="flex flex-wrap items-center justify-between gap-x-3">
                <code className="min-w-0 font-mono text-xs break-words text-muted">{sample.summary}</code>
                <StatusMark
                  plain
                  look={
                    sample.class === null
                      ? { word: "Left out", icon: EyeOff, tone: "quiet" }
                      : { word: "Read", icon: CircleCheck, tone: "good" }
                  }
                />
              </span>
              {sample.class === null ? (
                <span className="text-muted">No class is found in it.</span>
              ) : (
                <dl className="grid grid-cols-3 gap-x-3">
                  <Part name="Class">{sample.class}</Part>
                  <Part name="Sort">{sample.sort === "" ? "none" : sample.sort}</Part>
                  <Part name="Places">
                    {[...sample.places, ...(sample.mode === "in_person" ? [] : ["online"])].join(", ") ||
                      "none"}
                  </Part>
                </dl>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Part({ name, children }: { name: string; children: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

/** A line is a title and, behind a bar, a place. */
function samplesOf(lines: string): readonly SampleEvent[] {
  return lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, mostSamples)
    .map((line) => {
      const [summary = "", ...location] = line.split("|");
      return { summary: summary.trim(), location: location.join("|").trim() };
    });
}
