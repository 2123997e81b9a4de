import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import {
  type PolicyVersionView,
  policyDryRun,
  type ToldPolicyNumbers,
} from "../../../src/contract/http/policy.ts";
import type { PresetName } from "../../../src/domain/policy/presets.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Panel } from "../../ui/panel.tsx";
import { post } from "../api/call-api.ts";
import { DryRunOutcome } from "./dry-run-outcome.tsx";
import { PutInForceDialog } from "./put-in-force-dialog.tsx";

interface DryRunPanelProps {
  readonly current: PolicyVersionView;
  readonly draft: { readonly preset: PresetName; readonly numbers: ToldPolicyNumbers | null };
  /** How many fields have something wrong. */
  readonly wrong: number;
}

/** Asks what the draft would change, shows it, and only then lets it be put in force. */
export function DryRunPanel({ current, draft: { preset, numbers }, wrong }: DryRunPanelProps) {
  const [rejudge, setRejudge] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const asked = numbers === null ? null : { preset, numbers, rejudge };
  const trying = useMutation({
    mutationFn: async (proposal: NonNullable<typeof asked>) => ({
      proposal,
      outcome: await post(policyDryRun, "policy/dry-run", proposal),
    }),
  });
  const same =
    asked !== null && !rejudge && alike(asked, { preset: current.preset, numbers: current.numbers, rejudge });
  const tried = trying.data;
  const fresh = tried !== undefined && asked !== null && alike(tried.proposal, asked);
  return (
    <Panel title="What it would change" className="shrink-0 lg:sticky lg:top-0">
      <div className="flex flex-col gap-4 p-4">
        <Checkbox
          label="Judge past sessions anew"
          checked={rejudge}
          onChange={setRejudge}
          note="Marks of past sessions that are not final follow the new rules for arriving and leaving as well. What a mark is worth holds for all of them in any case."
        />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button
            kind={fresh ? "plain" : "primary"}
            disabled={asked === null || same || trying.isPending}
            onClick={() => asked !== null && trying.mutate(asked)}
          >
            <FlaskConical aria-hidden className="size-3.5" />
            {trying.isPending ? "Trying" : "Try it"}
          </Button>
          <p role="status" className="min-w-0 flex-1 text-xs text-muted">
            {tellStanding({ wrong, same, trying: trying.isPending, tried: tried !== undefined, fresh })}
          </p>
        </div>
        {trying.error !== null && (
          <p role="alert" className="text-sm break-words text-denied">
            {trying.error.message}
          </p>
        )}
      </div>
      {tried !== undefined && (
        <div className={fresh ? "" : "opacity-60"}>
          <DryRunOutcome outcome={tried.outcome} rejudge={tried.proposal.rejudge} />
        </div>
      )}
      {fresh && tried.outcome.issues.length === 0 && (
        <div className="flex justify-end border-t border-line p-4">
          <Button kind="primary" onClick={() => setConfirming(true)}>
            Put in force…
          </Button>
        </div>
      )}
      {confirming && asked !== null && tried !== undefined && (
        <PutInForceDialog proposal={asked} outcome={tried.outcome} onClose={() => setConfirming(false)} />
      )}
    </Panel>
  );
}

/** Both are of the same schema, whose fields come in one order. */
function alike(a: object, b: object): boolean {
  const text = (value: object): string =>
    JSON.stringify(value, (_, inner: unknown) =>
      inner !== null && typeof inner === "object" && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([x], [y]) => (x < y ? -1 : 1)))
        : inner,
    );
  return text(a) === text(b);
}

function tellStanding(of: {
  readonly wrong: number;
  readonly same: boolean;
  readonly trying: boolean;
  readonly tried: boolean;
  readonly fresh: boolean;
}): string {
  if (of.wrong > 0) {
    return of.wrong === 1
      ? "One field has to be corrected first."
      : `${of.wrong} fields have to be corrected first.`;
  }
  if (of.trying) return "All marks are reckoned again; nothing is changed.";
  if (of.same) return "These rules are in force. Change one to try it.";
  if (of.fresh) return "Nothing has changed yet.";
  return of.tried
    ? "What is shown is of other numbers. Try these."
    : "Nothing is changed by trying; after it the rules can be put in force.";
}
