import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { post } from "../api/call-api.ts";
import { ReasonForm } from "../registers/reason-form.tsx";

const kinds = [
  { value: "question", word: "Something about my data" },
  { value: "erasure", word: "To be erased" },
] as const;

/** Asks whoever answers for data protection, about what is kept of oneself. */
export function AskDialog({
  person,
  onAsked,
  onClose,
}: {
  readonly person: string;
  readonly onAsked: () => void;
  readonly onClose: () => void;
}) {
  const [kind, setKind] = useState<(typeof kinds)[number]["value"]>("question");
  const ask = useMutation({
    mutationFn: (words: string) =>
      post(z.unknown(), `people/${encodeURIComponent(person)}/requests`, { kind, words }),
    onSuccess: onAsked,
  });
  return (
    <Dialog title="Ask the data protection officer" onClose={onClose}>
      <p className="mt-2 text-sm text-muted">
        {kind === "erasure"
          ? "Marks stay for the registers that others rest on, under an id that names nobody. The data protection officer decides, and tells you here what stands in the way."
          : "The answer is shown on this page."}
      </p>
      <ReasonForm
        quick={[]}
        action="Ask"
        busy={ask.isPending}
        trouble={ask.error?.message ?? null}
        onReason={(words) => ask.mutate(words)}
        onClose={onClose}
      >
        <Select label="What for" value={kind} choices={[...kinds]} onChange={setKind} />
      </ReasonForm>
    </Dialog>
  );
}
