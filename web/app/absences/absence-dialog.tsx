import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import type { AbsenceView } from "../../../src/contract/http/sessions.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { describeRefusal } from "../registers/use-write-session.ts";
import { writePerson } from "../registers/write-person.ts";
import { effectWords } from "./absence-looks.ts";
import { type AbsenceStep, stepsOf } from "./absence-steps.ts";
import { CoveredSessions } from "./covered-sessions.tsx";
import { readAbsencesAnew } from "./read-absences-anew.ts";

interface AbsenceDialogProps {
  readonly absence: AbsenceView;
  readonly step: AbsenceStep;
  readonly onClose: () => void;
}

const anyAnswer = z.unknown();

/** Decides on an absence, after saying which sessions it is about. */
export function AbsenceDialog({ absence, step, onClose }: AbsenceDialogProps) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const found = stepsOf[absence.state].find(({ to }) => to === step);
  async function send(reason: string) {
    setBusy(true);
    setTrouble(null);
    try {
      await post(anyAnswer, `absences/${encodeURIComponent(absence.id)}`, { state: step, reason });
      await readAbsencesAnew(client);
      onClose();
    } catch (error) {
      setTrouble(describeRefusal(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      title={`${found?.word ?? "Change"} the absence of ${writePerson(absence.student)}`}
      onClose={onClose}
    >
      <div className="mt-2 flex flex-col gap-2 text-sm text-muted">
        <p>
          {absence.category}: {effectWords[absence.effect].toLowerCase()}. “{absence.reason}”
        </p>
        <CoveredSessions student={absence.student.id} from={absence.from} to={absence.to} />
        <p>
          {step === "approved"
            ? "The marks of these sessions follow; in a final register it is put before a person."
            : absence.state === "approved"
              ? "Marks that rest on it are judged anew; in a final register it is put before a person."
              : "No mark changes by it."}
        </p>
      </div>
      <ReasonForm
        quick={found?.quick ?? []}
        action={found?.word ?? "Change"}
        busy={busy}
        trouble={trouble}
        onReason={(reason) => void send(reason)}
        onClose={onClose}
      />
    </Dialog>
  );
}
