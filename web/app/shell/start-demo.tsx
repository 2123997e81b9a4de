import { useMutation } from "@tanstack/react-query";
import { Button } from "../../ui/button.tsx";
import { startDemo } from "../api/call-api.ts";

/** Enrols the demo's students again. The feed tells everyone when it is done. */
export function StartDemo({ kind }: { kind: "plain" | "quiet" }) {
  const start = useMutation({ mutationFn: startDemo });
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button kind={kind} disabled={start.isPending} onClick={() => start.mutate()}>
        Start the demo
      </Button>
      {start.error !== null && (
        <p role="alert" className="text-sm text-denied">
          {start.error.message}
        </p>
      )}
    </div>
  );
}
