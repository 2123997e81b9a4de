import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { absenceView } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { instantOfLocal } from "../registers/instant-of-local.ts";
import { describeRefusal } from "../registers/use-write-session.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { CoveredSessions } from "./covered-sessions.tsx";
import { readAbsencesAnew } from "./read-absences-anew.ts";

const kinds = ["Illness", "Family matter", "Appointment", "Official duty", "Other"];

/** A student asks for leave: from when to when, and why, in their own words. */
export function AskLeaveDialog({
  student,
  onClose,
}: {
  readonly student: string;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const today = useLiveValue(({ state }) => state?.system.day ?? "");
  const [from, setFrom] = useState(`${today}T00:00`);
  const [to, setTo] = useState(`${today}T23:59`);
  const [category, setCategory] = useState(kinds[0] ?? "");
  const [reason, setReason] = useState("");
  const fromAt = instantOfLocal(from, timeZone);
  const toAt = instantOfLocal(to, timeZone);
  const inOrder = fromAt !== null && toAt !== null && fromAt < toAt;
  const ask = useMutation({
    mutationFn: () =>
      post(absenceView, "absences", { student, from: fromAt, to: toAt, category, reason: reason.trim() }),
    onSuccess: async () => {
      await readAbsencesAnew(client);
      onClose();
    },
  });
  const ready = inOrder && reason.trim() !== "" && !ask.isPending;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) ask.mutate();
  }
  return (
    <Dialog title="Ask for leave" onClose={onClose}>
      <p className="mt-1 text-sm text-muted">
        The registrar’s office decides. Until then nothing changes, and you can withdraw it.
      </p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="From" type="datetime-local" value={from} onChange={setFrom} />
          <TextField label="To" type="datetime-local" value={to} onChange={setTo} />
        </div>
        <p className="-mt-2 text-xs text-muted">
          {inOrder ? `Times in ${timeZone}.` : "The end has to be after the start."}
        </p>
        <fieldset className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          <legend className="mb-1 text-xs text-muted">What kind</legend>
          {kinds.map((kind) => (
            <label key={kind} className="flex min-h-9 items-center gap-2">
              <input
                type="radio"
                name="kind-of-leave"
                className="size-5 accent-accent lg:size-4"
                checked={category === kind}
                onChange={() => setCategory(kind)}
              />
              {kind}
            </label>
          ))}
        </fieldset>
        <TextArea
          label="Why, in your own words"
          value={reason}
          onChange={setReason}
          maxLength={500}
          note="Write no more than is needed. The office and your tutor read it; your lecturers see that you are excused, and not why."
        />
        {inOrder && <CoveredSessions student={student} from={fromAt} to={toAt} />}
        {ask.error !== null && (
          <p role="alert" className="text-sm text-denied">
            {describeRefusal(ask.error)}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            Ask for leave
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
