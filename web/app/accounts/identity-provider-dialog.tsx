import { useMutation } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import {
  type IdentityProviderView,
  identityProviderView,
  triedRules,
} from "../../../src/contract/http/identity-providers.ts";
import { type Role, roles } from "../../../src/domain/rights/role.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post, put, remove } from "../api/call-api.ts";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { roleWords } from "./role-words.ts";

interface IdentityProviderDialogProps {
  /** null for a new one. */
  readonly provider: IdentityProviderView | null;
  /** Given what is there now; null when it was removed. */
  readonly onSaved: (provider: IdentityProviderView | null) => void;
  readonly onClose: () => void;
}

type Rules = IdentityProviderView["rules"];
type RoleRule = Rules["roles"][number];
/** With a number of its own, so that a line stays the same one while others come and go. */
type KeyedRule = RoleRule & { readonly key: number };
type Scheme = NonNullable<Rules["person"]>["scheme"];

const heading = "text-sm font-semibold";
const roleChoices = roles.map((role) => ({ value: role, word: roleWords[role].word }));
const schemes = [
  { value: "none", word: "by nothing but login and mail address" },
  { value: "student_id", word: "by an id as on a card, in the claim" },
  { value: "username", word: "by a user name, in the claim" },
  { value: "email", word: "by a mail address, in the claim" },
] as const;

/** A provider, what is registered there, and by which rules its people have roles here, tried before they hold. */
export function IdentityProviderDialog({ provider, onSaved, onClose }: IdentityProviderDialogProps) {
  const [name, setName] = useState(provider?.name ?? "");
  const [issuer, setIssuer] = useState(provider?.issuer ?? "");
  const [client, setClient] = useState(provider?.client ?? "");
  const [secret, setSecret] = useState("");
  const [login, setLogin] = useState(provider?.rules.login ?? "preferred_username");
  const [given, setGiven] = useState<readonly KeyedRule[]>(() =>
    (provider?.rules.roles ?? []).map((rule, key) => ({ ...rule, key })),
  );
  const [scheme, setScheme] = useState<Scheme | "none">(provider?.rules.person?.scheme ?? "none");
  const [claim, setClaim] = useState(provider?.rules.person?.claim ?? "");
  const [removing, setRemoving] = useState(false);
  const rules: Rules = {
    login,
    roles: given.map(({ key: _, ...rule }) => rule),
    person: scheme === "none" ? null : { scheme, claim },
  };

  const save = useMutation({
    mutationFn: () =>
      provider === null
        ? post(identityProviderView, "identity-providers", { name, issuer, client, secret, rules })
        : put(identityProviderView, `identity-providers/${provider.id}`, {
            name,
            issuer,
            client,
            secret: secret === "" ? null : secret,
            rules,
          }),
    onSuccess: (saved) => {
      setSecret("");
      onSaved(saved);
    },
  });
  const take = useMutation({
    mutationFn: () => remove(`identity-providers/${provider?.id}`),
    onSuccess: () => onSaved(null),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  }
  const note = (field: string, otherwise?: string) => {
    const wrong = faultOfField(save.error, field);
    return wrong === null ? otherwise : <span className="text-denied">{wrong}</span>;
  };
  const other = otherFault(save.error, ["name", "issuer", "client", "secret"]);
  const changeRule = (at: number, to: Partial<RoleRule>) =>
    setGiven(given.map((rule, n) => (n === at ? { ...rule, ...to } : rule)));

  return (
    <Dialog title={provider?.name ?? "Add an identity provider"} onClose={onClose} wide>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-5">
        <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            required
            maxLength={60}
            note={note("name", "What people know it by, such as University login.")}
          />
          <TextField
            label="Address (issuer)"
            value={issuer}
            onChange={setIssuer}
            required
            type="url"
            placeholder="https://login.school.example"
            note={note("issuer", "Below it is /.well-known/openid-configuration.")}
          />
          <TextField
            label="Client id"
            value={client}
            onChange={setClient}
            required
            autoComplete="off"
            note={note("client")}
          />
          <TextField
            label="Client secret"
            value={secret}
            onChange={setSecret}
            required={provider === null}
            type="password"
            autoComplete="new-password"
            note={note("secret", provider === null ? undefined : "Stays as it is where nothing is written.")}
          />
        </div>
        {provider === null ? (
          <p className="text-sm text-muted">
            Once it is added, you are told the addresses to register at the provider.
          </p>
        ) : (
          <dl className="flex flex-col gap-2 text-sm">
            <Registered what="Register as redirect address" value={provider.back} />
            <Registered what="Register for back-channel logout" value={provider.ended} />
          </dl>
        )}
        <fieldset className="flex flex-col gap-3">
          <legend className={heading}>Roles by claims</legend>
          <p className="text-sm text-muted">
            Whoever signs in has the roles that these give, until they give them no more. Roles given by hand
            stay. Nobody without a role gets in.
          </p>
          {given.map((rule, at) => (
            <div key={rule.key} className="flex flex-wrap items-end gap-2">
              <div className="w-44">
                <TextField
                  label="Claim"
                  value={rule.claim}
                  onChange={(to) => changeRule(at, { claim: to })}
                  required
                  placeholder="groups"
                />
              </div>
              <div className="w-52">
                <TextField
                  label="is, or holds"
                  value={rule.is}
                  onChange={(to) => changeRule(at, { is: to })}
                  required
                />
              </div>
              <Select
                label={`Role of rule ${at + 1}`}
                value={rule.role}
                choices={roleChoices}
                onChange={(role: Role) => changeRule(at, { role })}
              />
              <Button
                kind="quiet"
                aria-label={`Remove rule ${at + 1}`}
                onClick={() => setGiven(given.filter((_, n) => n !== at))}
              >
                <X aria-hidden className="size-3.5" />
              </Button>
            </div>
          ))}
          <div>
            <Button
              onClick={() =>
                setGiven([
                  ...given,
                  {
                    key: Math.max(-1, ...given.map(({ key }) => key)) + 1,
                    claim: "groups",
                    is: "",
                    role: "lecturer",
                  },
                ])
              }
            >
              <Plus aria-hidden className="size-3.5" />
              Add a rule
            </Button>
          </div>
        </fieldset>
        <fieldset className="flex flex-col gap-3">
          <legend className={heading}>Who they are here</legend>
          <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
            <TextField
              label="Claim that a new account's login is taken from"
              value={login}
              onChange={setLogin}
              required
            />
            <div className="flex flex-col gap-2">
              <span className="text-xs text-muted">Found in the roster</span>
              <Select
                label="Found in the roster"
                value={scheme}
                choices={schemes}
                onChange={(to: Scheme | "none") => setScheme(to)}
              />
              {scheme !== "none" && (
                <TextField
                  label="Claim"
                  value={claim}
                  onChange={setClaim}
                  required
                  placeholder="employee_id"
                />
              )}
            </div>
          </div>
        </fieldset>
        <Trial rules={rules} provider={provider?.id ?? null} />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap justify-between gap-2">
          {provider === null ? (
            <span />
          ) : (
            <Button kind="quiet" onClick={() => setRemoving(true)}>
              Remove
            </Button>
          )}
          <span className="flex gap-2">
            <Button onClick={onClose}>Close</Button>
            <Button kind="primary" type="submit" disabled={save.isPending}>
              {provider === null ? "Add" : "Save"}
            </Button>
          </span>
        </div>
      </form>
      {removing && provider !== null && (
        <ConfirmDialog
          title={`Remove ${provider.name}?`}
          action="Remove"
          busy={take.isPending}
          trouble={otherFault(take.error, [])}
          onConfirm={() => take.mutate()}
          onClose={() => setRemoving(false)}
        >
          <p>
            Whoever is signed in with it is signed out, and signs in with it no more. Their accounts stay,
            with the roles that they have now.
          </p>
        </ConfirmDialog>
      )}
    </Dialog>
  );
}

function Registered({ what, value }: { readonly what: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-xs text-muted">{what}</dt>
      <dd className="font-mono text-xs break-all">{value}</dd>
    </div>
  );
}

/** What the rules would make of those who signed in last, and of claims that are pasted in. */
function Trial({ rules, provider }: { readonly rules: Rules; readonly provider: string | null }) {
  const [pasted, setPasted] = useState("");
  const attempt = useMutation({
    mutationFn: () =>
      post(triedRules, "identity-providers/trial", {
        rules,
        provider,
        claims: pasted.trim() === "" ? null : readClaimsText(pasted),
      }),
  });
  const tried = attempt.data?.tried;
  const trouble = otherFault(attempt.error, []);
  return (
    <section className="flex flex-col gap-3 rounded-control bg-sunken p-3">
      <h3 className={heading}>Try the rules</h3>
      <TextArea
        label="Claims of somebody, as JSON (an ID token's payload); those who signed in last are tried as well"
        value={pasted}
        onChange={setPasted}
        rows={3}
        mono
      />
      <div>
        <Button disabled={attempt.isPending} onClick={() => attempt.mutate()}>
          Try
        </Button>
      </div>
      {trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {trouble}
        </p>
      )}
      {tried?.length === 0 && (
        <p role="status" className="text-sm text-muted">
          Nobody has signed in with it yet: paste the claims of somebody.
        </p>
      )}
      {tried !== undefined && tried.length > 0 && (
        <div role="status">
          <ul className="flex flex-col gap-1 text-sm">
            {tried.map((one, at) => (
              <li key={one.account ?? `given ${at}`}>
                <span className="font-medium">{one.account ?? one.login ?? "no login"}</span>{" "}
                {one.roles.length === 0 ? (
                  <span className="text-denied">gets no role, and not in</span>
                ) : (
                  one.roles.map((role) => roleWords[role].word).join(", ")
                )}
                {one.person !== null && !one.person.known && (
                  <span className="text-muted"> · {one.person.value} is not in the roster</span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function readClaimsText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The claims are no JSON: paste an object such as {"groups": ["staff"]}.');
  }
}
