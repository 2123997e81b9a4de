import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IdCard, KeyRound, MonitorSmartphone, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type OwnAccountView, ownAccountView, recoveryCodes } from "../../../src/contract/http/accounts.ts";
import { apiTokenList } from "../../../src/contract/http/api-tokens.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import type { PasskeyView } from "../../../src/contract/http/passkeys.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";
import { hasPasskeys } from "./ask-passkey.ts";
import { NewTokenDialog } from "./new-token-dialog.tsx";
import { NobodySignedIn } from "./nobody-signed-in.tsx";
import { NewPasskeyDialog, OwnPasskeys, RenamePasskeyDialog } from "./own-passkeys.tsx";
import { OwnSessions } from "./own-sessions.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { ProofDialog } from "./proof-dialog.tsx";
import { ProviderButton, ProviderRefusal } from "./provider-buttons.tsx";
import { RecoveryCodesDialog } from "./recovery-codes-dialog.tsx";
import { roleWords } from "./role-words.ts";
import { SecondFactorDialog } from "./second-factor-dialog.tsx";
import { TokensList } from "./tokens-list.tsx";
import { useSignIn } from "./use-sign-in.ts";

const accountKey = ["account"] as const;

const tokensKey = ["account", "tokens"] as const;

const dialogs = ["password", "factor", "no_factor", "codes", "token", "passkey"] as const;
type Asked =
  | (typeof dialogs)[number]
  | { readonly rename: PasskeyView }
  | { readonly remove: PasskeyView }
  | null;

/** Which dialog the address asks for: one that was left for an identity provider, and is gone on with. */
function askedByAddress(): Asked {
  const said = new URLSearchParams(location.search).get("ask");
  return dialogs.find((one) => one === said) ?? null;
}

/** One's own account: who one is here, what one signs in with, and where one is signed in. */
export function AccountPage() {
  const { state } = useLoaded();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked>(askedByAddress);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const signIn = useSignIn().data;
  const guarded = signIn?.guarded;
  const providers = signIn?.providers ?? [];
  const account = useQuery({
    queryKey: accountKey,
    queryFn: ({ signal }) => read(ownAccountView, "account", signal),
    enabled: guarded === true,
    retry: false,
  });
  const tokens = useQuery({
    queryKey: tokensKey,
    queryFn: async ({ signal }) => (await read(apiTokenList, "account/tokens", signal)).tokens,
    enabled: guarded === true,
    retry: false,
  });
  const close = () => setAsked(null);
  const changed = (view: OwnAccountView) => client.setQueryData(accountKey, view);
  const again = () => void client.invalidateQueries({ queryKey: accountKey });
  const { data, error } = account;
  const usable = signIn?.passkeys === true && hasPasskeys();
  const joined = providers.filter(({ id }) => data?.joined.includes(id)).map(({ name }) => name);
  /** For a dialog that asks whether it is the owner. */
  const proving = (asks: string, of: OwnAccountView) => ({
    account: of,
    asked: asks,
    onAccount: (view: OwnAccountView | null) => (view === null ? again() : changed(view)),
  });
  // While nobody signs in, there is nobody whose account it could be.
  if (guarded === false) return <NobodySignedIn />;
  return (
    <>
      <PageHeading title="Your account" note={data?.login} />
      <ProviderRefusal />
      {error !== null && (
        <ReadTrouble what="Your account" error={error} onAgain={() => void account.refetch()} />
      )}
      {data === undefined && error === null && <SkeletonRows label="Reading your account" rows={4} />}
      {data !== undefined && (
        <>
          <Panel title={data.name} note={data.email ?? undefined} className="shrink-0">
            <dl className="grid gap-x-8 gap-y-3 px-4 py-4 text-sm sm:grid-cols-2">
              <div>
                <dt className="text-xs text-muted">Roles</dt>
                <dd>
                  {data.roles.length === 0
                    ? "None: an administrator gives them."
                    : data.roles.map((role) => roleWords[role].word).join(", ")}
                </dd>
                {data.rolesElsewhere.map(({ role, provider }) => (
                  <dd key={`${role} ${provider}`} className="mt-0.5 text-xs text-muted">
                    {roleWords[role].word}: only where you sign in with {provider}.
                  </dd>
                ))}
              </div>
              <div>
                <dt className="text-xs text-muted">In the roster</dt>
                <dd>
                  {data.person === null
                    ? "Not linked to anybody: a registrar or administrator does that."
                    : `${data.person.kind === "student" ? "Student" : "Staff"} ${data.person.id ?? ""}`}
                </dd>
              </div>
            </dl>
          </Panel>
          <Panel title="Signing in" className="shrink-0">
            {providers.map(({ id, name }) => (
              <Way
                key={id}
                icon={<IdCard aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />}
                title={name}
                about={
                  data.joined.includes(id)
                    ? "You sign in with it, as well as with whatever else is here."
                    : "Join the two, and you sign in here with it."
                }
              >
                {!data.joined.includes(id) && (
                  <ProviderButton provider={{ id, name }} wants="join" next={pagePaths.account}>
                    Join with {name}
                  </ProviderButton>
                )}
              </Way>
            ))}
            {data.password && (
              <Way
                icon={<KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />}
                title="Password"
                about="Changing it signs you out everywhere else."
              >
                <Button onClick={() => setAsked("password")}>Change the password</Button>
              </Way>
            )}
            {data.password && (
              <Way
                icon={
                  <ShieldCheck
                    aria-hidden
                    className={`mt-0.5 size-4 shrink-0 ${data.secondFactor ? "text-good" : "text-muted"}`}
                  />
                }
                title={data.secondFactor ? "Second factor: on" : "Second factor: off"}
                about={
                  data.secondFactor
                    ? `A code of your phone is asked for beside the password. ${writeCodes(data.recoveryCodes)}`
                    : "With it, somebody who learns your password still cannot sign in. You need an app that makes codes, such as the one your phone has for passwords."
                }
              >
                {data.secondFactor ? (
                  <>
                    <Button onClick={() => setAsked("codes")}>New recovery codes</Button>
                    <Button kind="quiet" onClick={() => setAsked("no_factor")}>
                      Take it away
                    </Button>
                  </>
                ) : (
                  <Button kind="primary" onClick={() => setAsked("factor")}>
                    Set it up
                  </Button>
                )}
              </Way>
            )}
          </Panel>
          <Panel
            title="Passkeys"
            note={data.passkeys.length}
            className="shrink-0"
            tools={usable && <Button onClick={() => setAsked("passkey")}>Add a passkey</Button>}
          >
            <p className="border-b border-line px-4 py-3 text-sm text-muted last:border-b-0">
              {!usable &&
                "None can be added or used here: they need a browser that has them, and Muster opened under its own name, over https. "}
              A passkey signs you in by your finger, your face or the code of your device, in place of
              password and code, and nothing is typed.
              {joined.length > 0 &&
                ` What ${joined.join(" or ")} gives you holds only where you sign in with that; a passkey confirms there that it is you.`}
            </p>
            {data.passkeys.length > 0 && (
              <OwnPasskeys
                passkeys={data.passkeys}
                write={(instant) => writeMoment(instant, state.system.timeZone)}
                onRename={(rename) => setAsked({ rename })}
                onRemove={(remove) => setAsked({ remove })}
              />
            )}
          </Panel>
          <Panel
            title="Where you are signed in"
            note={data.sessions.length}
            className="shrink-0"
            tools={<MonitorSmartphone aria-hidden className="size-4 text-muted" />}
          >
            <OwnSessions
              sessions={data.sessions}
              write={(instant) => writeMoment(instant, state.system.timeZone)}
              onChanged={changed}
            />
          </Panel>
          <Panel
            title="Programmes"
            note={tokens.data?.length}
            className="shrink-0"
            tools={<Button onClick={() => setAsked("token")}>Make a token</Button>}
          >
            {tokens.error !== null && (
              <ReadTrouble what="Your tokens" error={tokens.error} onAgain={() => void tokens.refetch()} />
            )}
            {tokens.data?.length === 0 && (
              <p className="px-4 py-3 text-sm text-muted">
                No programme does anything in your name. One that shall gets a token of its own, with a part
                of what you may.
              </p>
            )}
            <TokensList
              tokens={tokens.data ?? []}
              timeZone={state.system.timeZone}
              path="account/tokens"
              whose={false}
              onChanged={(left) => client.setQueryData(tokensKey, left)}
            />
          </Panel>
        </>
      )}
      {data !== undefined && asked === "password" && (
        <PasswordDialog of={proving("password", data)} onChanged={changed} onClose={close} />
      )}
      {data !== undefined && asked === "factor" && (
        <SecondFactorDialog
          of={proving("factor", data)}
          onConfirmed={(made) => {
            setCodes(made);
            close();
            again();
          }}
          onClose={close}
        />
      )}
      {data !== undefined && asked === "no_factor" && (
        <ProofDialog
          of={proving("no_factor", data)}
          title="Take the second factor away?"
          about="From then on your password alone signs you in."
          action="Take it away"
          path="account/second-factor/remove"
          schema={ownAccountView}
          onDone={changed}
          onClose={close}
        />
      )}
      {data !== undefined && asked === "codes" && (
        <ProofDialog
          of={proving("codes", data)}
          title="New recovery codes"
          about="Those of before hold no more."
          action="Make them"
          path="account/recovery-codes"
          schema={recoveryCodes}
          onDone={(made) => {
            setCodes(made.codes);
            again();
          }}
          onClose={close}
        />
      )}
      {data !== undefined && asked === "token" && (
        <NewTokenDialog
          of={proving("token", data)}
          onMade={() => void client.invalidateQueries({ queryKey: tokensKey })}
          onClose={close}
        />
      )}
      {data !== undefined && asked === "passkey" && (
        <NewPasskeyDialog of={proving("passkey", data)} onAdded={changed} onClose={close} />
      )}
      {data !== undefined && asked !== null && typeof asked === "object" && "rename" in asked && (
        <RenamePasskeyDialog passkey={asked.rename} onRenamed={changed} onClose={close} />
      )}
      {data !== undefined && asked !== null && typeof asked === "object" && "remove" in asked && (
        <ProofDialog
          of={proving("", data)}
          title={`Remove ${asked.remove.name}?`}
          about="It signs nobody in any more, and you are signed out everywhere else. The device keeps it until you remove it there as well."
          action="Remove it"
          path={`account/passkeys/${asked.remove.id}/remove`}
          schema={ownAccountView}
          onDone={changed}
          onClose={close}
        />
      )}
      {codes !== null && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </>
  );
}

interface WayProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}

function Way({ icon, title, about, children }: WayProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
        {icon}
        <div className="min-w-0 flex-1">
          <h3 className="text-base font-semibold">{title}</h3>
          <p className="mt-0.5 max-w-prose text-sm text-muted">{about}</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2 empty:hidden max-sm:pl-7">{children}</div>
    </div>
  );
}

const writeCodes = (left: number): string =>
  left === 0
    ? "No recovery code is left: make new ones."
    : `${left} recovery ${left === 1 ? "code is" : "codes are"} left.`;
