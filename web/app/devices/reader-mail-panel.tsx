import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReaderMailView, readerMailView } from "../../../src/contract/http/alerts.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { put, read } from "../api/call-api.ts";
import { useHasAccount } from "../me/use-me.ts";

const key = ["reader-mail"] as const;
const path = "account/reader-mail";

/** The reader's own choice to be told by mail of what breaks; nobody who has no account has one. */
export function ReaderMailPanel() {
  const client = useQueryClient();
  const hasAccount = useHasAccount();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(readerMailView, path, signal),
    enabled: hasAccount,
  });
  const choose = useMutation({
    mutationFn: (wanted: boolean) => put(readerMailView, path, { wanted }),
    onSuccess: (view) => client.setQueryData(key, view),
  });
  if (!hasAccount) return null;
  return (
    <Panel title="When something breaks" className="shrink-0">
      {error !== null && <ReadTrouble what="Your choice" error={error} onAgain={() => void refetch()} />}
      {data !== undefined && (
        <div className="flex flex-col gap-2 px-4 py-3">
          <Checkbox
            label="Tell me by mail"
            checked={choose.isPending ? choose.variables : data.wanted}
            disabled={choose.isPending || (data.address === null && !data.wanted)}
            onChange={(wanted) => choose.mutate(wanted)}
            note={noteOn(data)}
          />
          {choose.error !== null && (
            <p role="alert" className="text-sm text-denied">
              {choose.error.message}
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}

function noteOn({ address, configured }: ReaderMailView): string {
  if (!configured) return "This server sends no mail yet: MUSTER_SMTP_URL names the mail server.";
  if (address === null)
    return "No e-mail address of yours is known: an administrator adds one to your account.";
  return `To ${address}, within a minute: a reader is silent or offline, its clock is wrong, numbers are missing, or scans wait on it. What breaks together is one message; another says when it works again.`;
}
