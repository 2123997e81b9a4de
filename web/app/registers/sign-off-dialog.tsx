import { useState } from "react";
import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { countMarks } from "./count-marks.ts";
import { previewSignOff, unansweredOf } from "./preview-sign-off.ts";
import { ReasonDialog } from "./reason-dialog.tsx";
import type { SessionWriting } from "./use-write-session.ts";

type Unseen = "review" | "absent";

interface SignOffDialogProps {
  readonly register: RegisterView;
  /** Those of whom a person's word waits on this device. */
  readonly waiting: ReadonlyMap<string, unknown>;
  readonly writing: SessionWriting;
  readonly onClose: () => void;
}

/** Asks before a register is signed off; of those of whom it cannot be known whether they came, expressly. */
export function SignOffDialog({ register, waiting, writing, onClose }: SignOffDialogProps) {
  const { session } = register;
  const { present, late, excused, uncounted } = countMarks(session.counts);
  const asked = unansweredOf(register, waiting);
  const unknown = asked.length;
  const of = asked.map(({ student }) => student.id);
  const shown = JSON.stringify(of);
  const [said, setSaid] = useState<{ readonly word: Unseen; readonly of: string } | null>(null);
  // It was said of those who were shown then: of others it is asked again.
  const unseen = said?.of === shown ? said.word : null;
  const choices: readonly { readonly value: Unseen; readonly word: string; readonly outcome: string }[] = [
    {
      value: "review",
      word: "Leave them for review",
      outcome: "Nothing is concluded of them; the register becomes final when they are decided.",
    },
    {
      value: "absent",
      word: `I looked: ${unknown === 1 ? "that one is" : `all ${unknown} are`} absent`,
      outcome: "That is written as your word, whatever the reader could see.",
    },
  ];
  return (
    <ReasonDialog
      title="Sign off the register"
      action="Sign off"
      to="sign-off"
      quick={[]}
      optional
      more={unseen === null ? {} : { unseen, of }}
      ready={unknown === 0 || unseen !== null}
      writing={writing}
      onClose={onClose}
    >
      <p className="text-base text-ink">
        {present} present, {late} late, {excused} excused
        {uncounted > 0 && `, ${uncounted} not possible`} of {session.expected}.
      </p>
      <ul className="list-disc pl-5">
        {previewSignOff(register, unseen, asked).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {unknown > 0 && (
        <fieldset className="flex flex-col gap-2 rounded-md border border-line p-3 text-ink">
          <legend className="px-1 font-medium">
            {unknown === 1 ? "Of one student" : `Of ${unknown} students`} it cannot be known whether they
            came: a reader may have missed them
          </legend>
          {choices.map(({ value, word, outcome }) => (
            <label key={value} className="flex items-start gap-2">
              <input
                type="radio"
                name="unseen"
                className="mt-1"
                checked={unseen === value}
                onChange={() => setSaid({ word: value, of: shown })}
              />
              <span>
                {word}
                <span className="block text-muted">{outcome}</span>
              </span>
            </label>
          ))}
          <p className="text-muted">Or cancel, and mark them by hand first.</p>
        </fieldset>
      )}
    </ReasonDialog>
  );
}
