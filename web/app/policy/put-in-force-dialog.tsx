import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type PolicyDryRun, policyView, type ToldPolicyNumbers } from "../../../src/contract/http/policy.ts";
import type { PresetName } from "../../../src/domain/policy/presets.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { fieldWords } from "./policy-groups.ts";
import { policyKey } from "./policy-key.ts";

interface PutInForceDialogProps {
  readonly proposal: {
    readonly preset: PresetName;
    readonly numbers: ToldPolicyNumbers;
    readonly rejudge: boolean;
  };
  readonly outcome: PolicyDryRun;
  readonly onClose: () => void;
}

/** Says once more what changes, asks why, and puts a new version in force. */
export function PutInForceDialog({ proposal, outcome, onClose }: PutInForceDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const putting = useMutation({
    mutationFn: (reason: string) => post(policyView, "policy", { ...proposal, reason }),
    onSuccess: async (view) => {
      onClose();
      await navigate({ to: "/policy" });
      client.setQueryData(policyKey, view);
    },
  });
  return (
    <Dialog title="Put these rules in force?" onClose={onClose}>
      <div className="mt-2 flex flex-col gap-2 text-sm text-muted">
        {outcome.changedFields.length > 0 && (
          <ul className="flex flex-col gap-1 text-ink">
            {outcome.changedFields.map(({ field, before, after }) => (
              <li key={field}>
                {tellField(field)}: {before} → <strong className="font-medium">{after}</strong>
              </li>
            ))}
          </ul>
        )}
        <p>
          They hold from now on, for sessions that open from now on.{" "}
          {proposal.rejudge
            ? "Past sessions that are not final are judged anew, and each mark that changes says so."
            : "Sessions that have opened keep the rules they were judged by."}{" "}
          What marks are worth changes for all of them.
        </p>
        <p>Earlier versions stay in the list. To go back, put their numbers in force again.</p>
      </div>
      <ReasonForm
        quick={[]}
        action="Put in force"
        busy={putting.isPending}
        trouble={putting.error?.message ?? null}
        onReason={(reason) => putting.mutate(reason)}
        onClose={onClose}
      />
    </Dialog>
  );
}

const words: ReadonlyMap<string, string> = new Map(Object.entries(fieldWords));
const tellField = (field: string): string => words.get(field) ?? field;
