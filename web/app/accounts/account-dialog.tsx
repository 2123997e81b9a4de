import { useMutation } from "@tanstack/react-query";
import { Ban, Fingerprint, KeyRound, RotateCcw, ShieldOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type AccountView, accountView, oneTimeLink } from "../../../src/contract/http/accounts.ts";
import { type Role, roles } from "../../../src/domain/rights/role.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { patch, post, removeReading } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import type { GivenLink } from "./link-dialog.tsx";
import { roleWords } from "./role-words.ts";
import { writeGrant } from "./write-grant.ts";

interface AccountDialogProps {
  readonly account: AccountView;
  readonly timeZone: string;
  readonly onChanged: () => void;
  readonly onLink: (given: GivenLink) => void;
  readonly onClose: () => void;
}

const heading = "text-sm font-semibold";

/** One account: its owner, its roles, and what is done when somebody cannot or must not sign in. */
export function AccountDialog({ account, timeZone, onChanged, onLink, onClose }: AccountDialogProps) {
  return (
    <Dialog title={account.name} onClose={onClose} wide>
      <p className="mt-0.5 text-sm text-muted">
        {account.login}
        {account.person !== null &&
          ` · ${account.person.kind === "student" ? "student" : "staff"} ${account.person.id ?? ""}`}
      </p>
      <div className="mt-4 grid gap-x-8 gap-y-6 md:grid-cols-2">
        <Owner account={account} onChanged={onChanged} />
        <Roles account={account} timeZone={timeZone} onChanged={onChanged} />
      </div>
      <Access account={account} timeZone={timeZone} onChanged={onChanged} onLink={onLink} />
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function Owner({ account, onChanged }: { account: AccountView; onChanged: () => void }) {
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.email ?? "");
  const [person, setPerson] = useState(account.person?.id ?? "");
  const linked = account.person?.id ?? "";
  const save = useMutation({
    mutationFn: () =>
      patch(accountView, `accounts/${account.id}`, {
        name,
        email: email.trim() === "" ? null : email.trim(),
        ...(person.trim() === linked ? {} : { person: person.trim() === "" ? null : person.trim() }),
      }),
    onSuccess: onChanged,
  });
  const note = (field: string, otherwise?: string) => {
    const wrong = faultOfField(save.error, field);
    return wrong === null ? otherwise : <span className="text-denied">{wrong}</span>;
  };
  const same = name === account.name && email.trim() === (account.email ?? "") && person.trim() === linked;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!same && !save.isPending) save.mutate();
  }
  const other = otherFault(save.error, ["name", "email", "person"]);
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <h3 className={heading}>Owner</h3>
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        required
        maxLength={120}
        autoComplete="off"
        note={note("name")}
      />
      <TextField
        label="Mail"
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
        note={note("person", "A student id, user name or mail address")}
      />
      {other !== null && (
        <p role="alert" className="text-sm text-denied">
          {other}
        </p>
      )}
      <div>
        <Button type="submit" disabled={same || save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function Roles({
  account,
  timeZone,
  onChanged,
}: Pick<AccountDialogProps, "account" | "timeZone" | "onChanged">) {
  const [role, setRole] = useState<Role>("lecturer");
  const [until, setUntil] = useState("");
  const give = useMutation({
    mutationFn: () =>
      post(accountView, `accounts/${account.id}/roles`, { role, until: until === "" ? null : until }),
    onSuccess: () => {
      setUntil("");
      onChanged();
    },
  });
  const end = useMutation({
    mutationFn: (grant: string) => removeReading(accountView, `accounts/${account.id}/roles/${grant}`),
    onSuccess: onChanged,
  });
  const error = give.error ?? end.error;
  const said = faultOfField(error, "until") ?? faultOfField(error, "account") ?? otherFault(error, []);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!give.isPending) give.mutate();
  }
  return (
    <section aria-label="Roles" className="flex flex-col gap-3">
      <h3 className={heading}>Roles</h3>
      {account.roles.length === 0 && <p className="text-sm text-muted">None: its owner sees nothing yet.</p>}
      <ul className="flex flex-col">
        {account.roles.map((grant) => (
          <li
            key={grant.id}
            className="flex items-center justify-between gap-3 border-b border-line py-1 text-sm"
          >
            {writeGrant(grant, timeZone)}
            <Button
              kind="quiet"
              aria-label={`End ${writeGrant(grant, timeZone)}`}
              disabled={end.isPending}
              onClick={() => end.mutate(grant.id)}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      {account.roles.some(({ provider }) => provider !== null) && (
        <p className="text-xs text-muted">
          What an identity provider gives holds where one signs in with it; each sign-in with it puts the end
          later.
        </p>
      )}
      <form onSubmit={submit} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-end gap-3">
          <Select
            label="Role to give"
            value={role}
            choices={roles.map((one) => ({ value: one, word: roleWords[one].word }))}
            onChange={setRole}
          />
          <div className="min-w-40 flex-1">
            <TextField label="Last day, if it ends" type="date" value={until} onChange={setUntil} />
          </div>
        </div>
        <p className="text-xs text-muted">For {roleWords[role].note}.</p>
        {said !== null && (
          <p role="alert" className="text-sm text-denied">
            {said}
          </p>
        )}
        <div>
          <Button type="submit" disabled={give.isPending}>
            Give the role
          </Button>
        </div>
      </form>
    </section>
  );
}

function Access({ account, timeZone, onChanged, onLink }: Omit<AccountDialogProps, "onClose">) {
  const [reason, setReason] = useState<string | null>(null);
  const path = `accounts/${account.id}`;
  const link = useMutation({
    mutationFn: () => post(oneTimeLink, `${path}/link`),
    onSuccess: (made) => onLink({ name: account.name, link: made }),
  });
  const unfactor = useMutation({
    mutationFn: () => removeReading(accountView, `${path}/second-factor`),
    onSuccess: onChanged,
  });
  const unkey = useMutation({
    mutationFn: () => removeReading(accountView, `${path}/passkeys`),
    onSuccess: onChanged,
  });
  const enable = useMutation({ mutationFn: () => post(accountView, `${path}/enable`), onSuccess: onChanged });
  const disable = useMutation({
    mutationFn: () => post(accountView, `${path}/disable`, { reason }),
    onSuccess: () => {
      setReason(null);
      onChanged();
    },
  });
  const busy =
    link.isPending || unfactor.isPending || unkey.isPending || enable.isPending || disable.isPending;
  const error = link.error ?? unfactor.error ?? unkey.error ?? enable.error ?? disable.error;
  const said = faultOfField(error, "account") ?? faultOfField(error, "reason") ?? otherFault(error, []);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) disable.mutate();
  }
  return (
    <section aria-label="Signing in" className="mt-6 flex flex-col gap-3 border-t border-line pt-4">
      <h3 className={heading}>Signing in</h3>
      {account.disabled !== null && (
        <p className="text-sm">
          Disabled since {writeMoment(account.disabled.at, timeZone)}: {account.disabled.reason}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {account.disabled === null ? (
          <>
            <Button disabled={busy} onClick={() => link.mutate()}>
              <KeyRound aria-hidden className="size-3.5" />
              {account.password ? "Link for another password" : "Link for a first password"}
            </Button>
            {account.secondFactor && (
              <Button disabled={busy} onClick={() => unfactor.mutate()}>
                <ShieldOff aria-hidden className="size-3.5" />
                Take the second factor away
              </Button>
            )}
            {account.passkeys > 0 && (
              <Button disabled={busy} onClick={() => unkey.mutate()}>
                <Fingerprint aria-hidden className="size-3.5" />
                Take {account.passkeys === 1 ? "the passkey" : `${account.passkeys} passkeys`} away
              </Button>
            )}
            {!account.own && reason === null && (
              <Button disabled={busy} onClick={() => setReason("")}>
                <Ban aria-hidden className="size-3.5" />
                Disable
              </Button>
            )}
          </>
        ) : (
          <Button disabled={busy} onClick={() => enable.mutate()}>
            <RotateCcw aria-hidden className="size-3.5" />
            Enable
          </Button>
        )}
      </div>
      {reason !== null && account.disabled === null && (
        <form onSubmit={submit} className="flex flex-col gap-3">
          <TextField
            label="Why"
            value={reason}
            onChange={setReason}
            required
            autoFocus
            maxLength={500}
            autoComplete="off"
            note="Every session ends at once. What the account did stays."
          />
          <div className="flex gap-2">
            <Button type="submit" kind="primary" disabled={busy || reason.trim() === ""}>
              Disable the account
            </Button>
            <Button onClick={() => setReason(null)}>Do not</Button>
          </div>
        </form>
      )}
      {said !== null && (
        <p role="alert" className="text-sm text-denied">
          {said}
        </p>
      )}
    </section>
  );
}
