import { X } from "lucide-react";
import type { ReactNode } from "react";

interface ToastProps {
  /** `trouble` interrupts those who listen, `done` waits its turn. */
  readonly kind: "done" | "trouble";
  readonly children: ReactNode;
  /** What can be done about it, such as undoing it. */
  readonly action?: ReactNode;
  readonly onClose: () => void;
}

/** What just happened, at the foot of the page. It stays until the next or until it is closed: nobody has to hurry. */
export function Toast({ kind, children, action, onClose }: ToastProps) {
  return (
    <div
      role={kind === "trouble" ? "alert" : "status"}
      className={`pointer-events-auto flex w-full max-w-xl items-center gap-3 rounded-panel border bg-surface px-4 py-2.5 text-sm shadow-md print:hidden ${kind === "trouble" ? "border-denied" : "border-line-strong"}`}
    >
      <p className="min-w-0 flex-1">{children}</p>
      {action}
      <button
        type="button"
        aria-label="Close this message"
        onClick={onClose}
        className="grid size-9 shrink-0 place-items-center rounded-control text-muted hover:bg-sunken hover:text-ink sm:size-8"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </div>
  );
}
