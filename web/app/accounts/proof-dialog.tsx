import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { post } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { PasswordField } from "./password-field.tsx";

interface ProofDialogProps<T> {
  readonly title: string;
  readonly about: string;
  readonly action: string;
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly onDone: (answer: T) => void;
  readonly onClose: () => void;
}

/** Asks for the password before something is done that makes an account weaker. */
export function ProofDialog<T>({ title, about, action, path, schema, onDone, onClose }: ProofDialogProps<T>) {
  const [current, setCurrent] = useState("");
  const prove = useMutation({
    mutationFn: () => post(schema, path, { current }),
    onSuccess: (answer) => {
      onDone(answer);
      onClose();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (current !== "" && !prove.isPending) prove.mutate();
  }
  const other = otherFault(prove.error, ["password"]);
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mt-1 text-sm text-muted">{about}</p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <PasswordField
          label="Your password"
          value={current}
          onChange={setCurrent}
          wrong={faultOfField(prove.error, "password")}
        />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={current === "" || prove.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
