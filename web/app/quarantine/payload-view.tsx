import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import { showPayload } from "./show-payload.ts";

const kinds = { empty: "Empty", json: "JSON", text: "Text", hex: "Not text: bytes and their ASCII" } as const;
const number = new Intl.NumberFormat("en-GB");

/** The raw message, readable and harmless, and what is to know of it. */
export function PayloadView({ payload }: { payload: QuarantineView["payload"] }) {
  const shown = showPayload(payload);
  return (
    <div className="flex flex-col gap-1">
      <p className="text-xs text-muted">
        {kinds[shown.kind]}, {number.format(payload.bytes)} {payload.bytes === 1 ? "byte" : "bytes"}
        {shown.escaped && ", with characters that cannot be seen, written as \\u{…}"}
      </p>
      {payload.truncated && (
        <p className="text-xs font-medium text-late">
          Not kept whole: it was too long, or a picture was cut out of it. This is what was kept.
        </p>
      )}
      {shown.kind !== "empty" && (
        <section
          aria-label="Raw message"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-control border border-line bg-sunken px-3 py-2 print:max-h-none"
        >
          <pre
            className={`font-mono text-xs ${shown.kind === "hex" ? "whitespace-pre" : "break-words whitespace-pre-wrap"}`}
          >
            {shown.text}
          </pre>
        </section>
      )}
      <p className="text-2xs break-all text-muted">
        SHA-256 <code className="font-mono">{payload.sha256}</code>
      </p>
    </div>
  );
}
