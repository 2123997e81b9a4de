import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import type { SystemView } from "../../../src/contract/http/api.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { endDemo } from "../api/call-api.ts";

/** Says that students are pretended, and ends that on request. */
export function DemoBanner({ demo }: { demo: SystemView["demo"] }) {
  const [asking, setAsking] = useState(false);
  const end = useMutation({ mutationFn: endDemo, onSuccess: () => setAsking(false) });
  const students = demo.students === 1 ? "1 pretend student" : `${demo.students} pretend students`;
  const classes = demo.classes === 1 ? "1 class" : `${demo.classes} classes`;
  return (
    <>
      <Banner
        icon={FlaskConical}
        kind="notice"
        title="Demo."
        action={<Button onClick={() => setAsking(true)}>End the demo…</Button>}
      >
        {students} in {classes} are enrolled, so that there is something to see. Real students and scans work
        beside them.
      </Banner>
      {asking && (
        <ConfirmDialog
          title="End the demo?"
          action="End the demo"
          busy={end.isPending}
          trouble={end.error?.message ?? null}
          onConfirm={() => end.mutate()}
          onClose={() => {
            setAsking(false);
            end.reset();
          }}
        >
          <p>
            The {students} will be un-enrolled and leave the lists. Their scans stay in the log; nothing is
            deleted.
          </p>
          <p>The demo can be started again at any time.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
