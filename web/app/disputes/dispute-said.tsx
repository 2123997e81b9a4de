import type { DisputeView } from "../../../src/contract/http/disputes.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { markLooks } from "../../ui/looks.ts";
import { StatusMark } from "../../ui/status-mark.tsx";
import { claimedWords, disputeLooks, saidWords } from "./dispute-words.ts";

/** What a dispute is about, where it stands, and everything that was said of it. */
export function DisputeSaid({
  dispute: { mark, claimed, state, said, session },
}: {
  readonly dispute: DisputeView;
}) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <StatusMark look={disputeLooks[state]} />
        <span>
          {claimedWords[claimed]} instead of {markLooks[mark.status].word.toLowerCase()}
        </span>
      </p>
      <ol className="mt-1 flex flex-col gap-1">
        {said.map(({ word, at, by, role, reason }) => (
          <li key={at + word} className="text-sm break-words">
            “{reason}”
            <span className="block text-xs text-muted">
              {saidWords[word]}: {by}, {role} · {writeMoment(at, session.timeZone)}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
