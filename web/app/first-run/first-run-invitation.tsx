import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { institutionView } from "../../../src/contract/http/institution.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { Button } from "../../ui/button.tsx";
import { buttonLook } from "../../ui/button-look.ts";
import { post } from "../api/call-api.ts";
import { useLoaded } from "../live/live-context.ts";

/** Asks on the first page of a store that holds nothing of its own yet. */
export function FirstRunInvitation() {
  const { state } = useLoaded();
  const later = useMutation({
    mutationFn: () => post(institutionView, "institution/first-run", { load: "later" }),
  });
  if (!state.system.institution.firstRun) return null;
  return (
    <section
      aria-label="First run"
      className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-panel border border-line bg-surface px-4 py-3 print:hidden"
    >
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="text-base font-semibold">Make it your school</h2>
        <p className="text-sm text-muted">
          {state.system.demo.active ? "Nothing but the demonstration is here. " : "Nothing is here yet. "}
          Say its name, zone and term, and what to load.
          {later.error !== null && (
            <span role="alert" className="text-denied">
              {" "}
              {later.error.message}
            </span>
          )}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link to={pagePaths.firstRun} className={buttonLook("primary")}>
          Begin
        </Link>
        <Button kind="quiet" disabled={later.isPending} onClick={() => later.mutate()}>
          Not now
        </Button>
      </div>
    </section>
  );
}
