import { Check, Copy } from "lucide-react";
import { useState } from "react";

/**
 * A line for the terminal, with a button that copies it where the browser allows that. NAME and PASSWORD stand in it
 * for what only its reader knows.
 */
export function Command({ line, label }: { line: string; label: string }) {
  const [copied, setCopied] = useState(false);
  // Absent on a page that is not served over HTTPS or from loopback.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const copy = () =>
    clipboard?.writeText(line).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  const Icon = copied ? Check : Copy;
  const bare = (
    <div className="flex items-start gap-1 rounded-control border border-line bg-sunken">
      <code className="min-w-0 flex-1 px-3 py-2 font-mono text-xs break-words text-ink">{line}</code>
      {clipboard !== undefined && (
        <button
          type="button"
          onClick={copy}
          aria-label={copied ? `${label}: copied` : `Copy ${label}`}
          className="m-0.5 grid size-8 shrink-0 place-items-center rounded-control text-muted hover:text-ink print:hidden"
        >
          <Icon aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
  if (!/\bNAME\b/.test(line)) return bare;
  return (
    <div className="flex flex-col gap-1">
      {bare}
      <p className="text-xs text-muted">
        For NAME and PASSWORD write what your broker knows this client by; Muster never shows its own.
      </p>
    </div>
  );
}
