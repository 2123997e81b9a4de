import { MessageSquareWarning } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { DisputeView } from "../../../src/contract/http/disputes.ts";
import type { MarkView } from "../../../src/contract/http/sessions.ts";
import { disputableStatuses } from "../../../src/domain/attendance/dispute.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { sessionPath } from "../registers/session-path.ts";
import { describeRefusal } from "../registers/use-write-session.ts";
import { claimWords } from "./dispute-words.ts";
import { useDisputeDeed } from "./use-disputes.ts";

/** "This is wrong": what a student claims of one of their marks, and why. */
export function RaiseDispute({ session, mark }: { readonly session: string; readonly mark: MarkView }) {
  const [open, setOpen] = useState(false);
  const [claimed, setClaimed] = useState<DisputeView["claimed"] | null>(null);
  const [reason, setReason] = useState("");
  const name = useId();
  const raise = useDisputeDeed(() => setOpen(false));
  if (!open) {
    return (
      <Button onClick={() => setOpen(true)}>
        <MessageSquareWarning aria-hidden className="size-3.5" />
        This is wrong
      </Button>
    );
  }
  const ready = claimed !== null && reason.trim() !== "" && !raise.isPending;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    raise.mutate({
      path: sessionPath(session, "marks", mark.student.id, "disputes"),
      sent: { claimed, reason: reason.trim(), revision: mark.revision },
    });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <fieldset className="flex flex-col gap-2 text-sm">
        <legend className="mb-1 text-xs text-muted">What should it be?</legend>
        {disputableStatuses
          .filter((status) => status !== mark.status)
          .map((status) => (
            <label key={status} className="flex min-h-9 items-center gap-2">
              <input
                type="radio"
                name={name}
                className="size-5 accent-accent lg:size-4"
                checked={claimed === status}
                onChange={() => setClaimed(status)}
              />
              {claimWords[status]}
            </label>
          ))}
      </fieldset>
      <TextArea
        label="What happened, in your own words"
        value={reason}
        onChange={setReason}
        maxLength={1000}
        note="Your lecturer and the registrar’s office read this."
      />
      {raise.error !== null && (
        <p role="alert" className="text-sm text-denied">
          {describeRefusal(raise.error)}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => setOpen(false)}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={!ready}>
          Send
        </Button>
      </div>
    </form>
  );
}
