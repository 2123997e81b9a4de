import { useState } from "react";
import type { MarkView } from "../../../src/contract/http/sessions.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import {
  type Correction,
  type CorrectionStatus,
  correctionOf,
  correctionWords,
  quickReasons,
} from "./correction.ts";
import { ReasonForm } from "./reason-form.tsx";
import { writePerson } from "./write-person.ts";

interface CorrectionDialogProps {
  readonly status: CorrectionStatus;
  readonly marks: readonly MarkView[];
  /** What is written into the field of the minutes late; null for nothing. */
  readonly minutesLate: number | null;
  readonly onCorrect: (to: Correction, reason: string) => void;
  readonly onClose: () => void;
}

const mostNamed = 6;

/** Asks why a mark is to be another. The answer is remembered for the next one of the register. */
export function CorrectionDialog({ status, marks, minutesLate, onCorrect, onClose }: CorrectionDialogProps) {
  const [minutes, setMinutes] = useState(minutesLate === null ? "" : String(minutesLate));
  const withMinutes = status === "late" || status === "late_after_close";
  const counted = minutes.trim() === "" ? null : Number(minutes);
  const ready = !withMinutes || counted === null || (Number.isInteger(counted) && counted >= 0);
  const names = marks.slice(0, mostNamed).map(({ student }) => writePerson(student));
  const more = marks.length - names.length;
  const word = correctionWords[status].toLowerCase();
  return (
    <Dialog
      title={
        status === "automatic"
          ? "Release to what the scans say"
          : `Mark ${marks.length === 1 ? (names[0] ?? "") : `${marks.length} students`} ${word}`
      }
      onClose={onClose}
    >
      <p className="mt-1 text-sm text-muted">
        {marks.length > 1 || status === "automatic"
          ? `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}. `
          : ""}
        {status === "automatic"
          ? "The mark is judged anew from the scans, and later ones may change it."
          : "The mark is kept as you say; later scans do not change it."}
      </p>
      <ReasonForm
        quick={quickReasons[status]}
        action={status === "automatic" ? "Release" : `Mark ${word}`}
        busy={false}
        trouble={null}
        ready={ready}
        onReason={(reason) => onCorrect(correctionOf(status, counted), reason)}
        onClose={onClose}
      >
        {withMinutes && (
          <TextField
            label="Minutes late, if known"
            inputMode="numeric"
            value={minutes}
            onChange={setMinutes}
            note={ready ? "Counted from the start of the session." : "A whole number, such as 7."}
          />
        )}
      </ReasonForm>
    </Dialog>
  );
}
