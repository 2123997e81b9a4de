import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { type NamedChoice, NamesField } from "../../ui/names-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ApiFault } from "../api/call-api.ts";

/** One field of a record as a form has it. */
export interface RecordField {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "date" | "number" | "email" | "datetime-local";
  /** Names of things that are there, several unless `single`; "reading" until their list has come. */
  readonly choices?: readonly NamedChoice[] | "reading";
  readonly single?: boolean;
  readonly required?: boolean;
  readonly note?: string;
}

export type RecordValues = Readonly<Record<string, string | readonly string[]>>;

interface RecordDialogProps {
  readonly title: string;
  readonly fields: readonly RecordField[];
  readonly begin: RecordValues;
  readonly action: string;
  /** Said above the fields. */
  readonly about?: string;
  /** Writes; what it throws is said beside the field that it names. */
  readonly onSave: (values: RecordValues) => Promise<void>;
  readonly onClose: () => void;
}

/** A record to be filled in or changed. */
export function RecordDialog({ title, fields, begin, action, about, onSave, onClose }: RecordDialogProps) {
  const [values, setValues] = useState(begin);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const change = (name: string, value: string | readonly string[]) => setValues({ ...values, [name]: value });
  const ready = fields.every(({ name, required }) => required !== true || (values[name] ?? "").length > 0);
  const errors = fault instanceof ApiFault ? fault.errors : [];
  const wrong = (name: string): string | null =>
    errors.find(({ field }) => field === name || field.startsWith(`${name}.`))?.message ?? null;
  const named = fields.some(({ name }) => wrong(name) !== null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setFault(null);
    try {
      await onSave(values);
      onClose();
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {about !== undefined && <p className="mt-1 text-sm text-muted">{about}</p>}
      <form onSubmit={(event) => void submit(event)} className="mt-4 flex flex-col gap-4">
        {fields.map(({ name, label, type = "text", choices, single, required, note }) => {
          const value = values[name] ?? "";
          const said = wrong(name);
          if (choices !== undefined) {
            return (
              <div key={name}>
                <NamesField
                  label={label}
                  chosen={typeof value === "string" ? [] : value}
                  choices={choices === "reading" ? undefined : choices}
                  onChange={(chosen) => change(name, chosen)}
                  {...(single === true ? { single } : {})}
                  {...(note === undefined ? {} : { note })}
                />
                {said !== null && <p className="mt-1 text-xs text-denied">{said}</p>}
              </div>
            );
          }
          return (
            <TextField
              key={name}
              label={label}
              type={type === "number" ? "text" : type}
              inputMode={type === "number" ? "numeric" : undefined}
              value={typeof value === "string" ? value : value.join(", ")}
              onChange={(typed) => change(name, typed)}
              required={required === true}
              autoComplete="off"
              maxLength={300}
              note={said === null ? note : <span className="text-denied">{said}</span>}
            />
          );
        })}
        {fault !== null && !named && (
          <p role="alert" className="text-sm text-denied">
            {fault instanceof Error ? fault.message : String(fault)}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What was typed into a field, without space around it. */
export const textOf = (values: RecordValues, name: string): string => {
  const value = values[name] ?? "";
  return typeof value === "string" ? value.trim() : value.join(", ");
};

/** The same, null where nothing was typed. */
export const maybeOf = (values: RecordValues, name: string): string | null => textOf(values, name) || null;

/** The names chosen in a field. */
export const namesOf = (values: RecordValues, name: string): readonly string[] => {
  const value = values[name] ?? [];
  return typeof value === "string" ? [] : value;
};
