import type { MarkView } from "../../../src/contract/http/sessions.ts";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { useIsOneself, useSurelyMay } from "../me/use-me.ts";
import { AnswerDispute } from "./answer-dispute.tsx";
import { DisputeSaid } from "./dispute-said.tsx";
import { RaiseDispute } from "./raise-dispute.tsx";
import { useDisputes } from "./use-disputes.ts";

/** What the student says against a mark and what was answered, with what can be said next. */
export function DisputesOfMark({ session, mark }: { readonly session: string; readonly mark: MarkView }) {
  const maySee = useSurelyMay("dispute.read");
  const mayRaise = useIsOneself(mark.student.id);
  const query = useDisputes({ session, student: mark.student.id }, maySee);
  const disputes = query.data?.disputes ?? [];
  const waits = disputes.some(({ state }) => state === "open");
  if (!maySee || (disputes.length === 0 && !mayRaise && query.error === null)) return null;
  return (
    <section aria-label="Disputes of this mark">
      <h3 className="mt-5 text-sm font-semibold">
        {disputes.length === 0 ? "Is this right?" : "What the student says"}
      </h3>
      {query.error !== null && (
        <ReadTrouble what="The disputes" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {disputes.length > 0 && (
        <ul className="mt-1 rounded-control border border-line">
          {disputes.map((dispute) => (
            <li key={dispute.id} className="border-b border-line px-4 py-2.5 last:border-b-0">
              <DisputeSaid dispute={dispute} />
              <AnswerDispute dispute={dispute} mark={mark} />
            </li>
          ))}
        </ul>
      )}
      {mayRaise && !waits && query.data !== undefined && (
        <div className="mt-2">
          <RaiseDispute session={session} mark={mark} />
        </div>
      )}
    </section>
  );
}
