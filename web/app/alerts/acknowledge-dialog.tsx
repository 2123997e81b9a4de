import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type AlertView, alertView } from "../../../src/contract/http/alerts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ApiFault, post } from "../api/call-api.ts";
import { ReasonForm } from "../sessions/reason-form.tsx";
import { writePerson } from "../sessions/write-person.ts";

interface AcknowledgeDialogProps {
  readonly alert: AlertView;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says that somebody looks after it, with a note if there is one. */
export function AcknowledgeDialog({ alert, onClose, onDone }: AcknowledgeDialogProps) {
  const client = useQueryClient();
  const readAgain = () => client.invalidateQueries({ queryKey: ["live", "alerts"] });
  const acknowledging = useMutation({
    mutationFn: (note: string) =>
      post(alertView, `alerts/${encodeURIComponent(alert.id)}/acknowledge`, { note }),
    onSuccess: async () => {
      await readAgain();
      onDone();
      onClose();
    },
    // Somebody else was faster, or it was taken back meanwhile: the list shows which.
    onError: (error) => {
      if (error instanceof ApiFault && error.status === 409) void readAgain();
    },
  });
  return (
    <Dialog title={`Look after ${writePerson(alert.student)}`} onClose={onClose}>
      <div className="mt-2 flex flex-col gap-2 text-sm text-muted">
        <p className="text-ink">{alert.because}</p>
        <p>
          The alert stays open until its condition no longer holds; everybody sees that you look after it. A
          note is for whoever opens this page: write nothing here that not everybody who may see it should
          read.
        </p>
      </div>
      <ReasonForm
        quick={["Spoke with the student", "Wrote to the student"]}
        action="Acknowledge"
        optional
        busy={acknowledging.isPending}
        trouble={acknowledging.error?.message ?? null}
        onReason={(note) => acknowledging.mutate(note)}
        onClose={onClose}
      />
    </Dialog>
  );
}
