import { useQueryClient } from "@tanstack/react-query";
import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { institutionKey, useInstitution } from "../first-run/use-institution.ts";
import { useMay } from "../me/use-me.ts";
import { TermDialog } from "./term-dialog.tsx";
import { catalogueKey } from "./use-catalogue.ts";

/**
 * Says of a school with a timetable in which no term has begun what that does to its figures, and offers to make one of the
 * days that are timetabled. Nothing anywhere else.
 */
export function TermMissing() {
  const missing = useInstitution().data?.termMissing ?? null;
  const mayAdd = useMay("roster.write");
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  if (missing === null) return null;
  const { from, to } = missing;
  return (
    <section
      aria-label="No term has begun"
      className="flex shrink-0 flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-panel border border-line bg-surface px-4 py-3 print:hidden"
    >
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="text-base font-semibold">No term has begun yet</h2>
        <p className="max-w-prose text-sm text-muted">
          Rates are of today only, and alerts look at the last half a year. The timetable goes from{" "}
          {writeDay(from)} to {writeDay(to)}.{!mayAdd && " Whoever keeps the timetable can add a term."}
        </p>
      </div>
      {mayAdd && (
        <Button onClick={() => setAdding(true)}>
          <CalendarPlus aria-hidden className="size-3.5" />
          Add a term
        </Button>
      )}
      {adding && (
        <TermDialog
          term={null}
          days={missing}
          onSaved={async () => {
            await client.invalidateQueries({ queryKey: catalogueKey });
            await client.invalidateQueries({ queryKey: institutionKey });
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}
