import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { WebhookView } from "../../../src/contract/http/alerts.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { remove } from "../api/call-api.ts";
import { webhooksKey } from "./webhook-words.ts";

/** Tells an address no longer, once somebody has said so. */
export function EndWebhookDialog({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: () => remove(`webhooks/${encodeURIComponent(webhook.id)}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: webhooksKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title="Remove this webhook?"
      action="Remove"
      busy={ending.isPending}
      trouble={ending.error?.message ?? null}
      onConfirm={() => ending.mutate()}
      onClose={onClose}
    >
      <p className="break-all text-ink">{webhook.url}</p>
      <p>It is told of nothing more, and its secret is forgotten. What it was sent stays in the log.</p>
    </ConfirmDialog>
  );
}
