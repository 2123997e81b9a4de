import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly busy: boolean;
  readonly trouble: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something happens, saying what. */
export function ConfirmDialog({
  title,
  children,
  action,
  busy,
  trouble,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="mt-2 flex flex-col gap-2 text-muted">{children}</div>
      {trouble !== null && (
        <p role="alert" className="mt-3 text-sm text-denied">
          {trouble}
        </p>
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
