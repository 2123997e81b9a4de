import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type CreatedWebhook,
  createdWebhook,
  type WebhookEventType,
  webhookEventTypes,
} from "../../../src/contract/http/alerts.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { eventWords, webhooksKey } from "./webhook-words.ts";

interface NewWebhookDialogProps {
  readonly onClose: () => void;
  /** Given the secret, which nobody sees again. */
  readonly onCreated: (webhook: CreatedWebhook) => void;
}

/** An address, and of what it is told. */
export function NewWebhookDialog({ onClose, onCreated }: NewWebhookDialogProps) {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<readonly WebhookEventType[]>(["alert.opened", "alert.retracted"]);
  const creating = useMutation({
    mutationFn: () => post(createdWebhook, "webhooks", { url: url.trim(), events }),
    onSuccess: (created) => {
      void client.invalidateQueries({ queryKey: webhooksKey });
      onCreated(created);
    },
  });
  const ready = url.trim() !== "" && events.length > 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready && !creating.isPending) creating.mutate();
  }
  return (
    <Dialog title="Add a webhook" onClose={onClose}>
      <form onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <TextField
          label="Address"
          type="url"
          value={url}
          onChange={setUrl}
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          required
          placeholder="https://sis.example.org/muster"
          note="It gets a POST with JSON. Addresses within private networks are refused unless the server's settings allow them."
        />
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 text-xs text-muted">It is told when</legend>
          {webhookEventTypes.map((type) => (
            <Checkbox
              key={type}
              label={
                <>
                  {eventWords[type]} <code className="font-mono text-xs text-muted">{type}</code>
                </>
              }
              checked={events.includes(type)}
              onChange={(checked) =>
                setEvents(webhookEventTypes.filter((one) => (one === type ? checked : events.includes(one))))
              }
            />
          ))}
        </fieldset>
        {creating.error !== null && (
          <p role="alert" className="text-sm break-words text-denied">
            {creating.error.message}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready || creating.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
