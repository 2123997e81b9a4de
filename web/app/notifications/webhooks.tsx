import { useQuery } from "@tanstack/react-query";
import { CircleDashed, Plus, Webhook } from "lucide-react";
import { useState } from "react";
import { type CreatedWebhook, type WebhookView, webhookList } from "../../../src/contract/http/alerts.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { EndWebhookDialog } from "./end-webhook-dialog.tsx";
import { NewWebhookDialog } from "./new-webhook-dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { eventWords, webhooksKey } from "./webhook-words.ts";

/** Addresses that are told of events: added with a secret that is shown once, and removed. */
export function Webhooks() {
  const timeZone = useLiveValue((live) => live.state?.system.timeZone ?? "UTC");
  const [asked, setAsked] = useState<"new" | { end: WebhookView } | { created: CreatedWebhook } | null>(null);
  const query = useQuery({
    queryKey: webhooksKey,
    staleTime: 0,
    queryFn: ({ signal }) => read(webhookList, "webhooks", signal),
  });
  const webhooks = query.data?.webhooks;
  const close = () => setAsked(null);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2">
        <p className="min-w-0 flex-1 basis-64 text-xs text-muted">
          A webhook is an address of your own systems that is told of events as they happen: ids and marks,
          never a name.
        </p>
        <Button onClick={() => setAsked("new")}>
          <Plus aria-hidden className="size-3.5" />
          Add a webhook
        </Button>
      </div>
      {query.error !== null && (
        <ReadTrouble what="The webhooks" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {webhooks === undefined && query.error === null && (
        <SkeletonRows label="Reading the webhooks" rows={2} />
      )}
      {webhooks?.length === 0 && (
        <EmptyState level={2} icon={Webhook} title="No webhook">
          <p>
            Add one to have another system told when an alert opens or is taken back, when a mark changes, or
            when a register becomes final. Each delivery is signed, so that the system can tell it from
            others.
          </p>
        </EmptyState>
      )}
      {webhooks !== undefined && webhooks.length > 0 && (
        <ul>
          {webhooks.map((one) => (
            <li
              key={one.id}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
            >
              <span className="min-w-0">
                <span className="block font-medium break-all">{one.url}</span>
                <span className="block text-xs text-muted">
                  {one.events.map((event) => eventWords[event]).join(", ")}
                </span>
                <span className="block text-xs text-muted">Since {writeMoment(one.createdAt, timeZone)}</span>
              </span>
              {one.active ? (
                <Button kind="quiet" aria-label={`Remove ${one.url}`} onClick={() => setAsked({ end: one })}>
                  Remove…
                </Button>
              ) : (
                <StatusMark look={{ word: "Removed", icon: CircleDashed, tone: "quiet" }} />
              )}
            </li>
          ))}
        </ul>
      )}
      {asked === "new" && <NewWebhookDialog onClose={close} onCreated={(created) => setAsked({ created })} />}
      {asked !== null && asked !== "new" && "end" in asked && (
        <EndWebhookDialog webhook={asked.end} onClose={close} />
      )}
      {asked !== null && asked !== "new" && "created" in asked && (
        <SecretDialog webhook={asked.created} onClose={close} />
      )}
    </>
  );
}
