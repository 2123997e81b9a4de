import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { endDemo } from "../api/call-api.ts";

/** Asks before the pretend students are un-enrolled. */
export function EndDemoDialog({ students, onClose }: { students: number; onClose: () => void }) {
  const end = useMutation({ mutationFn: endDemo, onSuccess: onClose });
  return (
    <ConfirmDialog
      title="End the demo?"
      action="End the demo"
      busy={end.isPending}
      trouble={end.error?.message ?? null}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      <p>
        The {students === 1 ? "1 pretend student" : `${students} pretend students`} will be un-enrolled and
        leave the lists. Their scans stay in the log; nothing is deleted.
      </p>
      <p>The demo can be started again at any time.</p>
    </ConfirmDialog>
  );
}
