import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface ReasonFormProps {
  /** Reasons that are given again and again; one touch takes one. */
  readonly quick: readonly string[];
  /** What will be done, on the button. */
  readonly action: string;
  readonly busy: boolean;
  readonly trouble: string | null;
  /** Filled in above the reason: what else there is to say. */
  readonly children?: ReactNode;
  /** true where nothing has to be said. */
  readonly optional?: boolean;
  /** false while something above is not filled in. */
  readonly ready?: boolean;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why: a quick reason with one touch, or one in words. Enter sends it. */
export function ReasonForm({
  quick,
  action,
  busy,
  trouble,
  children,
  optional = false,
  ready = true,
  onReason,
  onClose,
}: ReasonFormProps) {
  const [reason, setReason] = useState("");
  const heading = useId();
  const given = reason.trim();
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !busy && (optional || given !== "")) onReason(given);
  }
  return (
    <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
      {children}
      {quick.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: buttons that act, not fields of one value
        <div role="group" aria-labelledby={heading} className="flex flex-col gap-1.5">
          <p id={heading} className="text-xs text-muted">
            Reason, with one touch
          </p>
          <div className="flex flex-wrap gap-2">
            {quick.map((each) => (
              <Button key={each} disabled={busy || !ready} onClick={() => onReason(each)}>
                {each}
              </Button>
            ))}
          </div>
        </div>
      )}
      <TextField
        label={optional ? "Remark, if there is one" : quick.length > 0 ? "Or in your words" : "Reason"}
        value={reason}
        onChange={setReason}
        maxLength={500}
        autoComplete="off"
        required={!optional}
      />
      {trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {trouble}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={busy || !ready || (!optional && given === "")}>
          {action}
        </Button>
      </div>
    </form>
  );
}
