import { Download, Printer } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { downloadText } from "../../ui/download-text.ts";

/** Recovery codes, shown this once. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog title="Recovery codes" onClose={onClose}>
      <p className="mt-1 text-sm text-muted">
        Each signs you in once, in place of a code of your phone. They are shown this once: keep them where
        your phone is not.
      </p>
      <ul className="my-4 grid grid-cols-1 gap-x-6 gap-y-1 rounded-control border border-line bg-sunken px-4 py-3 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button
          onClick={() => downloadText("muster-recovery-codes.txt", "text/plain", `${codes.join("\n")}\n`)}
        >
          <Download aria-hidden className="size-3.5" />
          Download
        </Button>
        <Button onClick={() => print()}>
          <Printer aria-hidden className="size-3.5" />
          Print
        </Button>
        <Button kind="primary" onClick={onClose}>
          I have kept them
        </Button>
      </div>
    </Dialog>
  );
}
