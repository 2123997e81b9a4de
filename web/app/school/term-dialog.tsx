import type { z } from "zod";
import { termView } from "../../../src/contract/http/roster.ts";
import { patch, post } from "../api/call-api.ts";
import { RecordDialog, type RecordField, textOf } from "./record-dialog.tsx";

const fields: readonly RecordField[] = [
  { name: "code", label: "Code", required: true, note: "Short, as files name it: 2026-AUT" },
  { name: "title", label: "Title", required: true },
  { name: "from", label: "First day", type: "date", required: true },
  { name: "to", label: "Last day", type: "date", required: true },
];

interface TermDialogProps {
  /** null for a new one. */
  readonly term: z.infer<typeof termView> | null;
  /** The days that a new one begins with. */
  readonly days?: Pick<z.infer<typeof termView>, "from" | "to">;
  /** Told what was done, in words, and how it is taken back where it can be. */
  readonly onSaved: (said: string, undo?: () => Promise<unknown>) => void | Promise<void>;
  readonly onClose: () => void;
}

/** A term to be filled in or changed. */
export function TermDialog({ term, days, onSaved, onClose }: TermDialogProps) {
  return (
    <RecordDialog
      title={term === null ? "Add a term" : `Change ${term.code}`}
      fields={fields}
      begin={
        term === null ? { ...days } : { code: term.code, title: term.title, from: term.from, to: term.to }
      }
      action={term === null ? "Add" : "Change"}
      onSave={async (values) => {
        const body = {
          code: textOf(values, "code"),
          title: textOf(values, "title"),
          from: textOf(values, "from"),
          to: textOf(values, "to"),
        };
        if (term === null) {
          await post(termView, "roster/terms", body);
          await onSaved(`The term ${body.code} was added.`);
          return;
        }
        const { id, ...before } = term;
        await patch(termView, `roster/terms/${id}`, body);
        await onSaved(`The term ${body.code} was changed.`, () =>
          patch(termView, `roster/terms/${id}`, before),
        );
      }}
      onClose={onClose}
    />
  );
}
