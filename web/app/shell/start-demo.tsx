import { useMutation } from "@tanstack/react-query";
import type { DemoStarted } from "../../../src/contract/http/demo.ts";
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
      {start.data?.active === false && (
        <p role="status" className="text-sm text-muted">
          {nothingStarted(start.data)}
        </p>
      )}
      {start.error !== null && (
        <p role="alert" className="text-sm text-denied">
          {start.error.message}
        </p>
      )}
    </div>
  );
}

/** Why starting began nothing: what is the school's own is left alone. */
export function nothingStarted({ ofSchool: { classes, students } }: DemoStarted): string {
  const own = classes.length > 0 ? `its classes or their rooms (${classes.join(", ")})` : "its students";
  const named = classes.length > 0 ? "" : ` (${students.join(", ")})`;
  return `Nothing was started: ${own}${named} are the school’s own by now, and those are left alone.`;
}
