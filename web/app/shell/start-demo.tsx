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
      {start.data !== undefined && (
        <p role="status" className="text-sm text-muted">
          {whatStarted(start.data)}
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

/** What starting began, and what it left alone because it is the school's own. */
export function whatStarted({ active, students, classes, ofSchool }: DemoStarted): string {
  const left = [...ofSchool.classes, ...ofSchool.students].join(", ");
  if (active) {
    const enrolled = students === 1 ? "1 pretend student is" : `${students} pretend students are`;
    const began = `The demo goes on: ${enrolled} enrolled in ${classes === 1 ? "1 class" : `${classes} classes`}.`;
    return left === "" ? began : `${began} What is the school’s own by now is left alone: ${left}.`;
  }
  const own =
    ofSchool.classes.length > 0
      ? `its classes or their rooms (${ofSchool.classes.join(", ")})`
      : `its students (${ofSchool.students.join(", ")})`;
  return `Nothing was started: ${own} are the school’s own by now, and those are left alone.`;
}
