import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { IdentityClaimView } from "../../../src/contract/http/identities.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { countScans } from "./identity-words.ts";
import { UndoClaimDialog } from "./undo-claim-dialog.tsx";
import { useIdentityClaims } from "./use-identities.ts";

interface ClaimsPanelProps {
  readonly day: string;
  readonly timeZone: string;
  /** Whether the reader may take one back. */
  readonly mayUndo: boolean;
  /** Told what came of taking one back. */
  readonly onDone: (summary: string) => void;
}

/** Whose identities turned out to be, each to be taken back; nothing at all where there is none of it. */
export function ClaimsPanel({ day, timeZone, mayUndo, onDone }: ClaimsPanelProps) {
  const { data } = useIdentityClaims();
  const [undoing, setUndoing] = useState<IdentityClaimView | null>(null);
  const { time } = clockfaceOf(timeZone);
  if (data === undefined || data.claims.length === 0) return null;
  return (
    <Panel title="Joined" note="newest first" className="shrink-0">
      <ul className="max-h-72 overflow-y-auto print:max-h-none">
        {data.claims.map((claim) => (
          <li
            key={claim.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="break-words">
                <code className="font-mono break-all">{claim.value}</code> is{" "}
                <span className="font-medium">{claim.name ?? claim.student}</span>: {countScans(claim.scans)}{" "}
                joined
              </span>
              <span className="text-xs break-words text-muted">
                {claim.reason} · said by {claim.by}, <time dateTime={claim.at}>{time(claim.at, day)}</time>
              </span>
              {claim.undone !== null && (
                <span className="text-xs font-medium break-words">
                  Taken back by {claim.undone.by},{" "}
                  <time dateTime={claim.undone.at}>{time(claim.undone.at, day)}</time>: {claim.undone.reason}
                </span>
              )}
            </span>
            {mayUndo && claim.undone === null && (
              <Button onClick={() => setUndoing(claim)}>
                <Undo2 aria-hidden className="size-3.5" />
                Take back
                <span className="sr-only">
                  that {claim.value} is {claim.name ?? claim.student}
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undoing !== null && (
        <UndoClaimDialog
          claim={undoing}
          onClose={() => setUndoing(null)}
          onDone={(summary) => {
            setUndoing(null);
            onDone(summary);
          }}
        />
      )}
    </Panel>
  );
}
