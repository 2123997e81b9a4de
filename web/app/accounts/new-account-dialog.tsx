import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addedAccount } from "../../../src/contract/http/accounts.ts";
import { type Role, roles } from "../../../src/domain/rights/role.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import type { GivenLink } from "./link-dialog.tsx";
import { roleWords } from "./role-words.ts";

interface NewAccountDialogProps {
  /** Given the link by which its owner chooses a password, which nobody sees again. */
  readonly onAdded: (given: GivenLink) => void;
  readonly onClose: () => void;
}

/** Whose account it is, and what for. */
export function NewAccountDialog({ onAdded, onClose }: NewAccountDialogProps) {
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [email, setEmail] = useState("");
  const [person, setPerson] = useState("");
  const [chosen, setChosen] = useState<readonly Role[]>([]);
  const [until, setUntil] = useState("");
  const add = useMutation({
    mutationFn: () =>
      post(addedAccount, "accounts", {
        name,
        login,
        email: email.trim() || null,
        person: person.trim() || null,
        roles: chosen.map((role) => ({ role, until: until || null })),
      }),
    onSuccess: ({ account, link }) => onAdded({ name: account.name, link }),
  });
  const ready = name.trim() !== "" && login.trim() !== "";
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !add.isPending) add.mutate();
  }
  const note = (field: string, otherwise?: string) => {
    const wrong = faultOfField(add.error, field);
    return wrong === null ? otherwise : <span className="text-denied">{wrong}</span>;
  };
  const other = otherFault(add.error, ["name", "login", "email", "person", "until"]);
  return (
    <Dialog title="Add an account" onClose={onClose} wide>
      <p className="mt-1 text-sm text-muted">Its owner chooses a password by a link that you hand over.</p>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-5">
        <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
          <div className="flex flex-col gap-4">
            <TextField
              label="Name"
              value={name}
              onChange={setName}
              required
              maxLength={120}
              autoComplete="off"
              autoFocus
              note={note("name")}
            />
            <TextField
              label="Login"
              value={login}
              onChange={setLogin}
              required
              maxLength={254}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              note={note("login", "What is typed to sign in; nobody else ever gets it")}
            />
            <TextField
              label="Mail, if known"
              type="email"
              value={email}
              onChange={setEmail}
              maxLength={254}
              autoComplete="off"
              note={note("email")}
            />
            <TextField
              label="In the roster"
              value={person}
              onChange={setPerson}
              maxLength={254}
              autoComplete="off"
              note={note(
                "person",
                "A student id, user name or mail address; left empty, it is found by login and mail",
              )}
            />
          </div>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-xs text-muted">Roles</legend>
            {roles.map((role) => (
              <Checkbox
                key={role}
                label={roleWords[role].word}
                note={roleWords[role].note}
                checked={chosen.includes(role)}
                onChange={(checked) =>
                  setChosen(roles.filter((one) => (one === role ? checked : chosen.includes(one))))
                }
              />
            ))}
            <div className="mt-2">
              <TextField
                label="Last day of these roles, if they end"
                type="date"
                value={until}
                onChange={setUntil}
                note={note("until")}
              />
            </div>
          </fieldset>
        </div>
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || add.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
