import { Undo2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Toast } from "../../ui/toast.tsx";
import type { Corrections } from "./use-corrections.ts";
import type { SessionWriting } from "./use-write-session.ts";

interface RegisterToastProps {
  readonly corrections: Corrections;
  readonly marking: SessionWriting;
}

/** What became of the last change, at the foot of the page, above the bar of a phone. */
export function RegisterToast({ corrections, marking }: RegisterToastProps) {
  const { done, undone, undo, putAway } = corrections;
  return (
    <div className="pointer-events-none sticky bottom-16 z-20 -mt-4 flex justify-center empty:hidden md:bottom-0 print:hidden">
      {marking.trouble !== null ? (
        <Toast kind="trouble" onClose={marking.forget}>
          {marking.trouble}
        </Toast>
      ) : done !== null ? (
        <Toast
          kind="done"
          onClose={putAway}
          action={
            <Button disabled={marking.busy} aria-keyshortcuts="U" onClick={() => void undo()}>
              <Undo2 aria-hidden className="size-3.5" />
              Undo
            </Button>
          }
        >
          {done.text}
        </Toast>
      ) : undone !== null ? (
        <Toast kind="done" onClose={putAway}>
          Taken back: {undone}
        </Toast>
      ) : null}
    </div>
  );
}
