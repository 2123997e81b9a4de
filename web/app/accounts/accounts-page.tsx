import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { type AccountView, accountList } from "../../../src/contract/http/accounts.ts";
import { apiTokenList } from "../../../src/contract/http/api-tokens.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { read } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";
import { RecordTable } from "../school/record-table.tsx";
import { AccountDialog } from "./account-dialog.tsx";
import { IdentityProviders } from "./identity-providers.tsx";
import { type GivenLink, LinkDialog } from "./link-dialog.tsx";
import { NewAccountDialog } from "./new-account-dialog.tsx";
import { TokensList } from "./tokens-list.tsx";
import { useSignIn } from "./use-sign-in.ts";
import { writeGrant } from "./write-grant.ts";

const accountsKey = ["accounts"] as const;
const tokensKey = ["tokens"] as const;

/** Who may sign in, with which roles. */
export function AccountsPage() {
  const { state } = useLoaded();
  const client = useQueryClient();
  const signIn = useSignIn().data;
  const [adding, setAdding] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  const [link, setLink] = useState<GivenLink | null>(null);
  const accounts = useQuery({
    queryKey: accountsKey,
    queryFn: async ({ signal }) => (await read(accountList, "accounts", signal)).accounts,
    retry: false,
  });
  const tokens = useQuery({
    queryKey: tokensKey,
    queryFn: async ({ signal }) => (await read(apiTokenList, "tokens", signal)).tokens,
    retry: false,
  });
  const again = () => void client.invalidateQueries({ queryKey: accountsKey });
  const { timeZone } = state.system;
  const writes = signIn?.account?.roles.includes("administrator") ?? false;
  const shown = accounts.data?.find(({ id }) => id === opened);
  return (
    <>
      <PageHeading title="Accounts" note="who signs in, and what for" />
      <RecordTable
        title="Accounts"
        what="The accounts"
        query={accounts}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        {...(writes ? { onEdit: ({ id }: AccountView) => setOpened(id) } : {})}
        columns={[
          {
            head: "Name",
            cell: ({ name, own }) => (
              <>
                {name}
                {own && <span className="ml-2 text-xs font-normal text-muted">you</span>}
              </>
            ),
          },
          { head: "Login", cell: ({ login }) => <span className="break-all">{login}</span> },
          {
            head: "Roles",
            cell: ({ roles: held }) =>
              held.length === 0 ? "none" : held.map((grant) => writeGrant(grant, timeZone)).join(", "),
          },
          { head: "Signs in with", cell: writeWays },
          {
            head: "Last seen",
            cell: ({ lastSeenAt, disabled }) =>
              disabled !== null ? (
                <span className="font-medium text-denied">disabled</span>
              ) : lastSeenAt === null ? (
                "never seen"
              ) : (
                writeMoment(lastSeenAt, timeZone)
              ),
          },
        ]}
        tools={
          writes && (
            <Button onClick={() => setAdding(true)}>
              <UserRoundPlus aria-hidden className="size-3.5" />
              Add an account
            </Button>
          )
        }
        empty={{
          icon: UserRoundPlus,
          title: "Nobody signs in yet",
          children: (
            <>
              <p>
                Everything is open to everybody on this machine, and to nobody else. Once there is an
                administrator, whoever opens a page signs in.
              </p>
              <p>
                <Link to={pagePaths.setUp} className="text-ink underline">
                  Make the first administrator
                </Link>
              </p>
            </>
          ),
        }}
      />
      {tokens.data !== undefined && tokens.data.length > 0 && (
        <Panel title="Tokens of programmes" note={tokens.data.length} className="shrink-0">
          <TokensList
            tokens={tokens.data}
            timeZone={timeZone}
            path={writes ? "tokens" : null}
            whose
            onChanged={(left) => client.setQueryData(tokensKey, left)}
          />
        </Panel>
      )}
      <IdentityProviders writes={writes} />
      {adding && (
        <NewAccountDialog
          onAdded={(given) => {
            setAdding(false);
            again();
            setLink(given);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {shown !== undefined && (
        <AccountDialog
          account={shown}
          timeZone={timeZone}
          onChanged={again}
          onLink={(given) => {
            again();
            setOpened(null);
            setLink(given);
          }}
          onClose={() => setOpened(null)}
        />
      )}
      {link !== null && <LinkDialog given={link} timeZone={timeZone} onClose={() => setLink(null)} />}
    </>
  );
}

function writeWays({ password, secondFactor, passkeys, joined, invitedUntil }: AccountView): string {
  const ways = [
    ...(password ? [secondFactor ? "password and code" : "password"] : []),
    ...(passkeys === 0 ? [] : [passkeys === 1 ? "passkey" : `${passkeys} passkeys`]),
    ...(joined ? ["identity provider"] : []),
  ];
  if (ways.length > 0) return ways.join(", ");
  return invitedUntil === null ? "nothing yet" : "invited";
}
