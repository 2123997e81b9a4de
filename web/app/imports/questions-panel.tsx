import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { type ImportView, importView } from "../../../src/contract/http/imports.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { post } from "../api/call-api.ts";
import { heldUpload, holdUpload } from "./held-uploads.ts";
import { importsKey } from "./use-imports.ts";

type Question = ImportView["questions"][number];

/**
 * What only a person can tell: whether an id that comes with another name is the same person, or was given to somebody
 * else. Each answer makes a new preview, which counts with it.
 */
export function QuestionsPanel({ view }: { readonly view: ImportView }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const answering = useMutation({
    mutationFn: (answers: Record<string, "same" | "another">) =>
      post(importView, `imports/${encodeURIComponent(view.id)}/answers`, { answers }),
    onSuccess: async (next) => {
      client.setQueryData([...importsKey, next.id], next);
      const upload = heldUpload(view.id);
      if (upload !== null) holdUpload(next.id, upload);
      await navigate({
        to: "/imports/$import",
        params: { import: next.id },
        replace: true,
        resetScroll: false,
      });
      void client.invalidateQueries({ queryKey: importsKey });
    },
  });
  const { questions } = view;
  if (questions.length === 0) return null;
  const waits = view.state === "preview";
  const unanswered = questions.filter(({ answer }) => answer === null);
  const open = unanswered.length;
  // Whose a calendar is leaves nothing out: the warning beside says what happens.
  const leavesOut = unanswered.some(({ key }) => !key.startsWith("calendar "));
  return (
    <Panel
      title="Questions"
      note={
        open === 0
          ? "all answered"
          : !leavesOut
            ? `${open} not answered`
            : `${open} not answered: ${open === 1 ? "what it is about is" : "what they are about is"} left out`
      }
      className="shrink-0"
    >
      <ul>
        {questions.map((question) => (
          <li
            key={question.key}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line px-4 py-3 text-sm last:border-b-0"
          >
            <div className="min-w-0 flex-1 basis-72">
              <p>{question.text}</p>
              <p className="text-muted">
                {question.file}
                {question.line === null ? "" : `, line ${question.line}`}
              </p>
            </div>
            <fieldset className="flex flex-wrap gap-2" disabled={!waits || answering.isPending}>
              <legend className="sr-only">{question.text}</legend>
              {choices(question).map(({ answer, word }) => (
                <Button
                  key={answer}
                  aria-pressed={question.answer === answer}
                  onClick={() => answering.mutate({ [question.key]: answer })}
                >
                  {question.answer === answer && <Check aria-hidden className="size-3.5" />}
                  {word}
                </Button>
              ))}
            </fieldset>
          </li>
        ))}
      </ul>
      {answering.error !== null && (
        <p role="alert" className="px-4 py-3 text-sm text-denied">
          {answering.error.message}
        </p>
      )}
    </Panel>
  );
}

const choices = ({ key, before, after }: Question) => {
  if (key.startsWith("calendar ")) {
    return [
      { answer: "same", word: `A newer file of ${before}` },
      { answer: "another", word: `Another calendar, ${after}` },
    ] as const;
  }
  if (key.startsWith("namesake ")) {
    return [
      { answer: "same", word: `The same person as ${before}` },
      { answer: "another", word: `Somebody else, ${after}` },
    ] as const;
  }
  return key.startsWith("meetings")
    ? ([
        { answer: "same", word: "The same: count them once" },
        { answer: "another", word: "Others: add them beside" },
      ] as const)
    : ([
        { answer: "same", word: `The same person, now ${after}` },
        { answer: "another", word: `A new person; ${before} keeps the past` },
      ] as const);
};
