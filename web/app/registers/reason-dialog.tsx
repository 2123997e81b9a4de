import type { ReactNode } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { ReasonForm } from "./reason-form.tsx";
import type { SessionWriting } from "./use-write-session.ts";

interface ReasonDialogProps {
  readonly title: string;
  readonly action: string;
  readonly quick: readonly string[];
  readonly children: ReactNode;
  readonly optional?: boolean;
  /** The last part of the session's address: `reopen`. */
  readonly to: string;
  /** What is sent with the reason. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** false while something above is not filled in. */
  readonly ready?: boolean;
  readonly writing: SessionWriting;
  readonly onClose: () => void;
}

/** Something that is done to a session as a whole, with what it will do and why. */
export function ReasonDialog({
  title,
  action,
  quick,
  children,
  optional = false,
  to,
  more = {},
  ready = true,
  writing,
  onClose,
}: ReasonDialogProps) {
  async function send(reason: string) {
    if (await writing.write([to], { ...more, reason })) onClose();
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="mt-2 flex flex-col gap-2 text-sm text-muted">{children}</div>
      <ReasonForm
        quick={quick}
        action={action}
        optional={optional}
        ready={ready}
        busy={writing.busy}
        trouble={writing.trouble}
        onReason={(reason) => void send(reason)}
        onClose={onClose}
      />
    </Dialog>
  );
}
