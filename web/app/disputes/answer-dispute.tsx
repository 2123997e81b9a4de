import { useState } from "react";
import type { DisputeView } from "../../../src/contract/http/disputes.ts";
import type { MarkView } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { useMay } from "../me/use-me.ts";
import { correctionOf } from "../registers/correction.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { describeRefusal } from "../registers/use-write-session.ts";
import { claimedWords } from "./dispute-words.ts";
import { useDisputeDeed } from "./use-disputes.ts";

type Deed = "accept" | "decline" | "take-back" | "withdraw";

const forms: Readonly<
  Record<Deed, { readonly word: string; readonly about: string; readonly quick: readonly string[] }>
> = {
  accept: {
    word: "Correct the mark",
    about: "The mark becomes what is claimed, as your word and for this reason.",
    quick: ["Seen in the room", "Face was not recognised", "The evidence was seen"],
  },
  decline: {
    word: "Decline",
    about: "The mark stays. The student reads the reason.",
    quick: ["Not in the room", "The scans are right", "No evidence"],
  },
  "take-back": {
    word: "Take the answer back",
    about: "It waits for an answer again. A correction that was made stays until it is undone itself.",
    quick: ["Answered by mistake", "New evidence came in"],
  },
  withdraw: {
    word: "Withdraw",
    about: "Nobody has to answer it any more. The history keeps it.",
    quick: ["The mark is right after all", "Sent by mistake"],
  },
};

/** What can be said of a dispute now, by whoever reads it. */
export function AnswerDispute({
  dispute: { id, claimed, state },
  mark,
}: {
  readonly dispute: DisputeView;
  /** As it stands now. */
  readonly mark: MarkView;
}) {
  const mayAnswer = useMay("dispute.answer");
  const mayWithdraw = useMay("dispute.withdraw");
  const [deed, setDeed] = useState<Deed | null>(null);
  const say = useDisputeDeed(() => setDeed(null));
  const deeds: readonly Deed[] =
    state === "open"
      ? [
          ...(mayAnswer ? (["accept", "decline"] as const) : []),
          ...(mayWithdraw ? (["withdraw"] as const) : []),
        ]
      : mayAnswer && state !== "withdrawn"
        ? ["take-back"]
        : [];
  if (deed === null) {
    return (
      <div className="mt-2 flex flex-wrap gap-2 empty:hidden print:hidden">
        {deeds.map((each) => (
          <Button key={each} kind={each === "take-back" ? "quiet" : "plain"} onClick={() => setDeed(each)}>
            {each === "accept" ? `Correct it to “${claimedWords[claimed].toLowerCase()}”` : forms[each].word}
          </Button>
        ))}
      </div>
    );
  }
  const form = forms[deed];
  function send(reason: string) {
    const path = `disputes/${id}/`;
    if (deed === "accept") {
      const to = correctionOf(claimed, null);
      say.mutate({
        path: `${path}answer`,
        sent: { answer: "accepted", to, revision: mark.revision, reason },
      });
    } else if (deed === "decline") {
      say.mutate({ path: `${path}answer`, sent: { answer: "declined", reason } });
    } else {
      say.mutate({ path: `${path}${deed}`, sent: { reason } });
    }
  }
  return (
    <>
      <p className="mt-2 text-sm text-muted">{form.about}</p>
      <ReasonForm
        quick={form.quick}
        action={form.word}
        busy={say.isPending}
        trouble={say.error === null ? null : describeRefusal(say.error)}
        onReason={send}
        onClose={() => setDeed(null)}
      />
    </>
  );
}
