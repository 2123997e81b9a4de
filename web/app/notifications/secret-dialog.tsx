import { Check, Copy } from "lucide-react";
import { useId, useState } from "react";
import type { CreatedWebhook } from "../../../src/contract/http/alerts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** Shows the secret of a new webhook, once. */
export function SecretDialog({ webhook, onClose }: { webhook: CreatedWebhook; onClose: () => void }) {
  const id = useId();
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  async function copy() {
    try {
      await navigator.clipboard.writeText(webhook.secret);
      setCopied("yes");
    } catch {
      // Refused, or a page without TLS: the field can be copied by hand.
      setCopied("no");
    }
  }
  return (
    <Dialog title="The secret of this webhook" onClose={onClose}>
      <div className="mt-2 flex flex-col gap-3 text-sm text-muted">
        <p>
          It is shown this once. Keep it where the receiver reads it; if it is lost, remove the webhook and
          add it again.
        </p>
        <div className="flex flex-col gap-1">
          <label htmlFor={id} className="text-xs">
            Secret
          </label>
          <div className="flex gap-2">
            <input
              id={id}
              readOnly
              value={webhook.secret}
              onFocus={(event) => event.target.select()}
              className="h-9 min-w-0 flex-1 rounded-control border border-line-strong bg-sunken px-2.5 font-mono text-xs text-ink"
            />
            <Button onClick={() => void copy()}>
              {copied === "yes" ? (
                <Check aria-hidden className="size-3.5" />
              ) : (
                <Copy aria-hidden className="size-3.5" />
              )}
              {copied === "yes" ? "Copied" : "Copy"}
            </Button>
          </div>
          <p role="status" className="text-xs">
            {copied === "yes" && "The secret is copied."}
            {copied === "no" &&
              "The browser does not let this page copy. Choose the text and copy it yourself."}
          </p>
        </div>
        <p>
          Each delivery has the header{" "}
          <code className="font-mono text-xs text-ink">muster-signature: t=…,v1=…</code>. The part after{" "}
          <code className="font-mono text-xs text-ink">v1=</code> is the HMAC-SHA-256, by this secret, of the
          seconds after <code className="font-mono text-xs text-ink">t=</code>, a dot, and the body as it
          came.
        </p>
      </div>
      <div className="mt-5 flex justify-end">
        <Button kind="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </Dialog>
  );
}
