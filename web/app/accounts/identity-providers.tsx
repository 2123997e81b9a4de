import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IdCard } from "lucide-react";
import { useState } from "react";
import {
  type IdentityProviderView,
  identityProviderList,
} from "../../../src/contract/http/identity-providers.ts";
import { Button } from "../../ui/button.tsx";
import { read } from "../api/call-api.ts";
import { RecordTable } from "../school/record-table.tsx";
import { IdentityProviderDialog } from "./identity-provider-dialog.tsx";
import { roleWords } from "./role-words.ts";
import { signInKey } from "./use-sign-in.ts";

const providersKey = ["identity-providers"] as const;

/** Where people sign in who have an account of their university's already. */
export function IdentityProviders({ writes }: { readonly writes: boolean }) {
  const client = useQueryClient();
  const [opened, setOpened] = useState<IdentityProviderView | "new" | null>(null);
  const providers = useQuery({
    queryKey: providersKey,
    queryFn: async ({ signal }) => (await read(identityProviderList, "identity-providers", signal)).providers,
    retry: false,
  });
  return (
    <>
      <RecordTable
        title="Identity providers"
        what="The identity providers"
        query={providers}
        keyOf={({ id }) => id}
        nameOf={({ name }) => name}
        {...(writes ? { onEdit: (provider: IdentityProviderView) => setOpened(provider) } : {})}
        columns={[
          { head: "Name", cell: ({ name }) => name },
          { head: "Address", cell: ({ issuer }) => <span className="break-all">{issuer}</span> },
          {
            head: "Gives",
            cell: ({ rules }) =>
              rules.roles.length === 0
                ? "no role"
                : [...new Set(rules.roles.map(({ role }) => roleWords[role].word))].join(", "),
          },
        ]}
        tools={
          writes && (
            <Button onClick={() => setOpened("new")}>
              <IdCard aria-hidden className="size-3.5" />
              Add a provider
            </Button>
          )
        }
        empty={{
          icon: IdCard,
          title: "Everybody has a password here",
          children: (
            <p>
              With an identity provider of your institution (OpenID Connect: Entra ID, Keycloak, Shibboleth
              and the like) people sign in with the account that they have, and roles follow their groups.
            </p>
          ),
        }}
      />
      {opened !== null && (
        <IdentityProviderDialog
          provider={opened === "new" ? null : opened}
          onSaved={(saved) => {
            void client.invalidateQueries({ queryKey: providersKey });
            void client.invalidateQueries({ queryKey: signInKey });
            setOpened(saved);
          }}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}
