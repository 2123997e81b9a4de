import { useMutation } from "@tanstack/react-query";
import { claimUndone, type IdentityClaimView } from "../../../src/contract/http/identities.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { post } from "../api/call-api.ts";
import { ChangedMarks } from "../messages/changed-marks.tsx";
import { ReasonForm } from "../registers/reason-form.tsx";
import { countScans } from "./identity-words.ts";
import { useUndoPreview } from "./use-identities.ts";

interface UndoClaimDialogProps {
  readonly claim: IdentityClaimView;
  /** Told what came of it. */
  readonly onDone: (summary: string) => void;
  readonly onClose: () => void;
}

/** Takes back whose an identity is, after showing which marks follow. */
export function UndoClaimDialog({ claim, onDone, onClose }: UndoClaimDialogProps) {
  const { data, error, isFetching } = useUndoPreview(claim.id);
  const undoing = useMutation({
    mutationFn: (reason: string) =>
      post(claimUndone, `identities/claims/${encodeURIComponent(claim.id)}/undo`, { reason }),
    onSuccess: ({ scans }) => onDone(`${claim.value} is nobody’s again: ${countScans(scans)} given back.`),
  });
  return (
    <Dialog title={`Take back that ${claim.value} is ${claim.name ?? claim.student}?`} onClose={onClose} wide>
      <div aria-live="polite" aria-busy={isFetching} className="mt-2 text-sm">
        {error !== null && (
          <p role="alert" className="text-denied">
            {error.message}
          </p>
        )}
        {data === undefined && error === null && (
          <SkeletonRows label="Working out what would follow" rows={3} />
        )}
        {data !== undefined && (
          <>
            <p className="text-muted">
              {countScans(data.scans)} would be nobody’s again, those that came since it was said as well. A
              register that is final asks first. Both words stay in the log.
            </p>
            <ChangedMarks marks={data.marks} />
          </>
        )}
      </div>
      <ReasonForm
        quick={["The wrong student", "Shared by two"]}
        action="Take back"
        busy={undoing.isPending}
        ready={data !== undefined && !isFetching}
        trouble={undoing.error?.message ?? null}
        onReason={(reason) => undoing.mutate(reason)}
        onClose={onClose}
      />
    </Dialog>
  );
}
