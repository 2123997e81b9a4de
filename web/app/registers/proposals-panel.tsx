import { ArrowRight } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import type { proposalView } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { markLooks } from "../../ui/looks.ts";
import { Panel } from "../../ui/panel.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import type { SessionWriting } from "./use-write-session.ts";
import { writePerson } from "./write-person.ts";

type Proposal = z.infer<typeof proposalView>;

interface ProposalsPanelProps {
  readonly proposals: readonly Proposal[];
  readonly mayWrite: boolean;
  readonly writing: SessionWriting;
}

const quick = {
  accepted: ["The scans are right", "The device had been offline"],
  declined: ["The mark as signed off is right", "The scan was of somebody else"],
} as const;

/** What facts that came after the end of it all would change: for a person to accept or decline. */
export function ProposalsPanel({ proposals, mayWrite, writing }: ProposalsPanelProps) {
  const [asked, setAsked] = useState<{ proposal: Proposal; verdict: "accepted" | "declined" } | null>(null);
  return (
    <Panel title="Late evidence" note="the register is final: you decide" className="shrink-0">
      <ul>
        {proposals.map((proposal) => (
          <li
            key={`${proposal.student.id} ${proposal.facts.join(" ")}`}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
          >
            <span className="font-medium">{writePerson(proposal.student)}</span>
            <span className="inline-flex items-center gap-2">
              {proposal.from === null ? (
                <span className="text-xs text-muted">Not on the register</span>
              ) : (
                <StatusMark look={markLooks[proposal.from]} />
              )}
              <ArrowRight aria-label="would become" role="img" className="size-3.5 text-muted" />
              {proposal.to === null ? (
                <span className="text-xs text-muted">Off the register</span>
              ) : (
                <StatusMark look={markLooks[proposal.to]} />
              )}
            </span>
            <span className="min-w-0 flex-1 basis-60 text-xs text-muted">{proposal.because}</span>
            {mayWrite && (
              <span className="flex gap-2">
                <Button
                  aria-label={`Accept: ${writePerson(proposal.student)}`}
                  onClick={() => setAsked({ proposal, verdict: "accepted" })}
                >
                  Accept
                </Button>
                <Button
                  aria-label={`Decline: ${writePerson(proposal.student)}`}
                  onClick={() => setAsked({ proposal, verdict: "declined" })}
                >
                  Decline
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {asked !== null && (
        <ReasonDialog
          title={asked.verdict === "accepted" ? "Accept late evidence" : "Decline late evidence"}
          action={asked.verdict === "accepted" ? "Accept" : "Decline"}
          quick={quick[asked.verdict]}
          to="proposals"
          more={{ facts: asked.proposal.facts, verdict: asked.verdict }}
          writing={writing}
          onClose={() => {
            writing.forget();
            setAsked(null);
          }}
        >
          <p>
            {writePerson(asked.proposal.student)}: {asked.proposal.because}
          </p>
          <p>
            {asked.verdict === "accepted"
              ? `The mark becomes ${asked.proposal.to === null ? "none" : markLooks[asked.proposal.to].word.toLowerCase()}, as a revision of its own.`
              : "The mark stays. The evidence is kept, and is not put before you again."}
          </p>
        </ReasonDialog>
      )}
    </Panel>
  );
}
