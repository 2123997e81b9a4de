import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type FollowUpRow, takeAnswer } from "../../../src/contract/http/follow-up.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { writePerson } from "../registers/write-person.ts";

interface TakeDialogProps {
  readonly students: readonly FollowUpRow[];
  readonly onClose: () => void;
  /** Told in a sentence what came of it. */
  readonly onDone: (said: string) => void;
}

/** Says who looks after the alerts of one student, or of many at once. */
export function TakeDialog({ students, onClose, onDone }: TakeDialogProps) {
  const client = useQueryClient();
  const [owner, setOwner] = useState("");
  const alerts = students.flatMap((row) =>
    row.alerts.filter(({ acknowledged, retracted }) => acknowledged === null && retracted === null),
  );
  const [only] = students.length === 1 ? students : [];
  const name = only === undefined ? `${students.length} students` : writePerson(only.student);
  const taking = useMutation({
    mutationFn: (note: string) =>
      post(takeAnswer, "follow-up/take", { alerts: alerts.map(({ id }) => id), owner: owner.trim(), note }),
    onSuccess: async ({ taken, left }) => {
      await client.invalidateQueries({ queryKey: ["live", "follow-up"] });
      onDone(
        `Noted: ${owner.trim() === "" ? "somebody looks" : `${owner.trim()} looks`} after ${name}.${
          left === 0 ? "" : ` ${left} of ${taken + left} were taken or cleared before, and stay as they are.`
        }`,
      );
      onClose();
    },
  });
  return (
    <Dialog title={`Look after ${name}`} onClose={onClose}>
      <div className="mt-2 flex flex-col gap-2 text-sm text-muted">
        {only !== undefined &&
          alerts.map(({ id, because }) => (
            <p key={id} className="text-ink">
              {because}
            </p>
          ))}
        <p>
          {alerts.length === 1 ? "The alert stays" : `The ${alerts.length} alerts stay`} open until the
          condition no longer holds; everybody sees who looks after it. Write nothing here that not everybody
          who may see this page should read.
        </p>
      </div>
      <ReasonForm
        quick={["Spoke with the student", "Wrote to the student"]}
        action="Acknowledge"
        optional
        busy={taking.isPending}
        trouble={taking.error?.message ?? null}
        onReason={(note) => taking.mutate(note)}
        onClose={onClose}
      >
        <TextField
          label="Who looks after it"
          value={owner}
          onChange={setOwner}
          maxLength={200}
          autoComplete="off"
          placeholder="You, if left empty"
        />
      </ReasonForm>
    </Dialog>
  );
}
