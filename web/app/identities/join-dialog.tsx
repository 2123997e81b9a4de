import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { claimDone, type UnclaimedIdentityView } from "../../../src/contract/http/identities.ts";
import type { PersonView } from "../../../src/contract/http/sessions.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { post } from "../api/call-api.ts";
import { ChangedMarks } from "../messages/changed-marks.tsx";
import { ReasonForm } from "../registers/reason-form.tsx";
import { PersonPicker } from "../students/person-picker.tsx";
import { countScans, schemeWord } from "./identity-words.ts";
import { useClaimPreview } from "./use-identities.ts";

interface JoinDialogProps {
  readonly identity: UnclaimedIdentityView;
  /** Who is suggested; null to ask for somebody. */
  readonly student: PersonView | null;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** Says whose an identity is: which marks would change, and then does it. */
export function JoinDialog({ identity, student, onDone, onClose }: JoinDialogProps) {
  const { scheme, value } = identity;
  const [person, setPerson] = useState(student);
  const { data, error, isFetching } = useClaimPreview(identity, person?.id ?? null);
  const joining = useMutation({
    mutationFn: (reason: string) =>
      post(claimDone, "identities/claims", { scheme, value, student: person?.id ?? "", reason }),
    onSuccess: ({ scans }) =>
      onDone(`${value} is ${person?.name ?? person?.id}: ${countScans(scans)} joined.`),
  });
  return (
    <Dialog title={`Whose is ${value}?`} onClose={onClose} wide>
      <p className="mt-2 text-sm text-muted">
        {schemeWord(scheme)} <code className="font-mono break-all text-ink">{value}</code>, named by{" "}
        {countScans(identity.scans)}. Nothing is stored before you say so, and it can be taken back.
      </p>
      <ReasonForm
        quick={["Asked the student", "Seen at the reader"]}
        action={data === undefined ? "Join" : `Join ${countScans(data.scans)}`}
        busy={joining.isPending}
        ready={person !== null && data !== undefined && !isFetching}
        trouble={joining.error?.message ?? null}
        onReason={(reason) => joining.mutate(reason)}
        onClose={onClose}
      >
        <PersonPicker label="Student" value={person} onChange={setPerson} />
        <div aria-live="polite" aria-busy={isFetching}>
          {error !== null && (
            <p role="alert" className="text-sm text-denied">
              {error.message}
            </p>
          )}
          {person !== null && data === undefined && error === null && (
            <SkeletonRows label="Working out what would follow" rows={3} />
          )}
          {person !== null && data !== undefined && (
            <>
              <p className="text-sm">
                {countScans(data.scans)} would be {person.name ?? person.id}’s
                {data.lasts
                  ? ", and so would those to come."
                  : ". Nobody has two of these, so scans still to come are not joined: correct it at the reader."}
              </p>
              <ChangedMarks marks={data.marks} />
            </>
          )}
        </div>
      </ReasonForm>
    </Dialog>
  );
}
