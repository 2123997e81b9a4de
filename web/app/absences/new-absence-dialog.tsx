import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import type { AbsenceView, PersonView } from "../../../src/contract/http/sessions.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { instantOfLocal } from "../registers/instant-of-local.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { describeRefusal } from "../registers/use-write-session.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { PersonPicker } from "../students/person-picker.tsx";
import { CoveredSessions } from "./covered-sessions.tsx";
import { readAbsencesAnew } from "./read-absences-anew.ts";

const anyAnswer = z.unknown();
const quick = ["Medical certificate", "Family matter", "Official duty"];

interface NewAbsenceDialogProps {
  /** Whose page asks for it; left out, the person is chosen here. */
  readonly student?: PersonView;
  readonly onClose: () => void;
}

/** Records leave: of whom, from when to when, of what kind and why. */
export function NewAbsenceDialog({ student: given, onClose }: NewAbsenceDialogProps) {
  const client = useQueryClient();
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const [student, setStudent] = useState<PersonView | null>(given ?? null);
  const [from, setFrom] = useState(`${today}T00:00`);
  const [to, setTo] = useState(`${today}T23:59`);
  const [category, setCategory] = useState("Illness");
  const [effect, setEffect] = useState<AbsenceView["effect"]>("authorised");
  const [state, setState] = useState<"submitted" | "approved">("submitted");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const fromAt = instantOfLocal(from, timeZone);
  const toAt = instantOfLocal(to, timeZone);
  const inOrder = fromAt !== null && toAt !== null && fromAt < toAt;

  async function send(reason: string) {
    if (student === null) return;
    setBusy(true);
    setTrouble(null);
    try {
      await post(anyAnswer, "absences", {
        student: student.id,
        from: fromAt,
        to: toAt,
        category: category.trim(),
        effect,
        state,
        reason,
      });
      await readAbsencesAnew(client);
      onClose();
    } catch (error) {
      setTrouble(describeRefusal(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog title="Record an absence" onClose={onClose}>
      <ReasonForm
        quick={quick}
        action={state === "approved" ? "Record and approve" : "Record"}
        busy={busy}
        trouble={trouble}
        ready={student !== null && category.trim() !== "" && inOrder}
        onReason={(reason) => void send(reason)}
        onClose={onClose}
      >
        <PersonPicker label="Student" value={student} onChange={setStudent} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="From" type="datetime-local" value={from} onChange={setFrom} />
          <TextField label="To" type="datetime-local" value={to} onChange={setTo} />
        </div>
        <p className="-mt-2 text-xs text-muted">
          {inOrder ? `Times in ${timeZone}.` : "The end has to be after the start."}
        </p>
        <TextField
          label="Category"
          value={category}
          onChange={setCategory}
          maxLength={100}
          note="As your institution calls it: illness, placement, competition."
        />
        <div className="flex flex-col gap-3">
          <Choice name="For the register">
            <SegmentedControl
              label="What it means for the register"
              value={effect}
              segments={[
                { value: "authorised", word: "Absent, authorised" },
                { value: "elsewhere", word: "Taking part elsewhere" },
              ]}
              onChange={setEffect}
            />
          </Choice>
          <Choice name="Decision">
            <SegmentedControl
              label="Whether it still has to be decided"
              value={state}
              segments={[
                { value: "submitted", word: "To be decided" },
                { value: "approved", word: "Approved" },
              ]}
              onChange={setState}
            />
          </Choice>
        </div>
        {student !== null && inOrder && <CoveredSessions student={student.id} from={fromAt} to={toAt} />}
      </ReasonForm>
    </Dialog>
  );
}

function Choice({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1">
      <span aria-hidden className="text-xs text-muted">
        {name}
      </span>
      {children}
    </div>
  );
}
