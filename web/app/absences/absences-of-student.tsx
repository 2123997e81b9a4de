import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import type { AbsenceView, PersonView } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { useLiveStore } from "../live/live-context.ts";
import { toldUpTo } from "../live/told-up-to.ts";
import { useView, type View } from "../live/use-view.ts";
import { useIsOneself, useMay } from "../me/use-me.ts";
import { AbsenceDialog } from "./absence-dialog.tsx";
import { AbsenceRow } from "./absence-row.tsx";
import type { AbsenceStep } from "./absence-steps.ts";
import { type AbsencesRead, readAbsences } from "./read-absences.ts";

interface AbsencesOfStudentProps {
  readonly student: PersonView;
  readonly timeZone: string;
  readonly onRecord: () => void;
}

/** The absences of one student, the last changed first, to be decided on in place. */
export function AbsencesOfStudent({ student, timeZone, onRecord }: AbsencesOfStudentProps) {
  const [asked, setAsked] = useState<{ absence: AbsenceView; step: AbsenceStep } | null>(null);
  const store = useLiveStore();
  const view = useMemo(
    (): View<AbsencesRead & { readonly seq: number }> => ({
      key: ["absences", student.id],
      shows: [`student:${student.id}`],
      async read(signal) {
        const seq = toldUpTo(store);
        return { seq, ...(await readAbsences({ student: student.id }, signal)) };
      },
      // A scan changes nothing of a leave.
      fold: (held, { absences }) => (absences.some((one) => one.student === student.id) ? null : { ...held }),
    }),
    [store, student.id],
  );
  const query = useView(view);
  const absences = query.data?.absences;
  const isOwn = useIsOneself(student.id);
  const mayAsk = useMay("absence.ask");
  return (
    <Panel
      title="Absences"
      note={absences === undefined || absences.length === 0 ? undefined : String(absences.length)}
      className="shrink-0"
      tools={
        mayAsk && (
          <Button kind="quiet" onClick={onRecord}>
            <Plus aria-hidden className="size-3.5" />
            {isOwn ? "Ask for leave" : "Record"}
          </Button>
        )
      }
    >
      {query.error !== null && (
        <ReadTrouble what="The absences" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {absences?.length === 0 && (
        <p className="px-4 py-3 text-sm text-muted">No absence was asked for or recorded.</p>
      )}
      {absences !== undefined && absences.length > 0 && (
        <ul>
          {absences.map((absence) => (
            <AbsenceRow
              key={absence.id}
              absence={absence}
              timeZone={timeZone}
              withStudent={false}
              onStep={(step) => setAsked({ absence, step })}
            />
          ))}
        </ul>
      )}
      {asked !== null && <AbsenceDialog {...asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}
