import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { MarkExplanationView, MarkView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { writeDay } from "../../time/write-day.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { markLooks } from "../../ui/looks.ts";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { isNowhere } from "../api/call-api.ts";
import { DisputesOfMark } from "../disputes/disputes-of-mark.tsx";
import { useMay } from "../me/use-me.ts";
import { ScanRow } from "../scans/scan-row.tsx";
import { writeCredit } from "../students/write-credit.ts";
import { useServerNow } from "../today/use-server-now.ts";
import {
  type CorrectionStatus,
  correctionWords,
  quickChoices,
  rarerChoices,
  releasable,
} from "./correction.ts";
import { flagWords } from "./flag-words.ts";
import { MarkPicture } from "./mark-picture.tsx";
import { nearWords } from "./near-words.ts";
import { titleOf } from "./title-of.ts";
import { useMark } from "./use-mark.ts";
import { writePerson } from "./write-person.ts";
import { writeSpan } from "./write-span.ts";

interface MarkPanelProps {
  readonly session: string;
  readonly student: string;
  /** Asks for a correction; left out where the reader may only look. */
  readonly onMark?: ((status: CorrectionStatus) => void) | undefined;
  /** What may be made of the mark. */
  readonly allowed?: readonly CorrectionStatus[];
  /** true where the session is not the page's own, and a way to it is worth having. */
  readonly withSession?: boolean;
  readonly onClose: () => void;
}

const nothing: readonly CorrectionStatus[] = [];
const everyMs = 15_000;

/** Why a mark is what it is: the sentence, the picture, the scans, and everything it was before. */
export function MarkPanel({
  session,
  student,
  onMark,
  allowed = nothing,
  withSession = false,
  onClose,
}: MarkPanelProps) {
  const query = useMark(session, student);
  const maySeeStudent = useMay("student.read");
  // What was read of another mark is not of this one.
  const found =
    query.data?.session.id === session && query.data.mark.student.id === student ? query.data : undefined;
  return (
    <Dialog title={found === undefined ? "Mark" : writePerson(found.mark.student)} onClose={onClose} wide>
      {isNowhere(query.error) && (
        <p className="mt-2 text-sm text-muted">
          There is no mark of {student} in this session: the link may be old, or a letter of it is missing.
        </p>
      )}
      {query.error !== null && !isNowhere(query.error) && (
        <ReadTrouble what="The mark" error={query.error} onAgain={() => void query.refetch()} />
      )}
      {found === undefined && query.error === null && <SkeletonRows label="Reading the mark" rows={6} />}
      {found !== undefined && <Explanation explained={found} withSession={withSession} />}
      {found !== undefined && <DisputesOfMark session={session} mark={found.mark} />}
      {found !== undefined && onMark !== undefined && (
        <Changes mark={found.mark} allowed={allowed} onMark={onMark} />
      )}
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        {found !== undefined && maySeeStudent && (
          <Link
            to="/students/$student"
            params={{ student }}
            className="mr-auto inline-flex h-9 items-center text-sm underline sm:h-8"
          >
            All sessions of {writePerson(found.mark.student)}
          </Link>
        )}
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

/** What a mark follows from, as whoever it is of understands it. */
const steps: Readonly<Record<string, string>> = {
  cancelled: "The session was cancelled",
  correction: "Somebody marked it by hand",
  not_enrolled: "Not in the class on that day",
  seen: "A scan in the room",
  elsewhere: "An approved activity elsewhere",
  leave: "Approved leave",
  clash: "Another session at the same time",
  needs_review: "The reader in the room could not see everybody",
  unseen: "No scan in the room in time",
};

/** The same of what would have counted before it, and was not there. */
const absentSteps: Readonly<Record<string, string>> = {
  cancelled: "a cancellation",
  correction: "a mark by hand",
  not_enrolled: "a day outside the class",
  seen: "a scan in the room",
  elsewhere: "an approved activity elsewhere",
  leave: "approved leave",
  clash: "another session at the same time",
  needs_review: "a reader that could not see",
};

const sources: Readonly<Record<MarkView["source"], string>> = {
  automatic: "By Muster, from the scans",
  manual: "By hand",
  leave: "From an approved absence",
  import: "From an import",
};

function Explanation({ explained, withSession }: { explained: MarkExplanationView; withSession: boolean }) {
  const { session, mark, step, passedOver, policyVersion, credit, scans, near, nearMore, history } =
    explained;
  const now = useServerNow(everyMs);
  const { timeZone } = session;
  const { time } = clockfaceOf(timeZone);
  return (
    <>
      <p className="mt-1 text-sm text-muted">
        {mark.student.name !== null && `${mark.student.id} · `}
        {withSession ? (
          <Link to="/registers/$session" params={{ session: session.id }} className="underline">
            {titleOf(session)}
          </Link>
        ) : (
          titleOf(session)
        )}
        , {writeDay(session.day)}, {writeSpan(session)}
      </p>
      <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusMark look={markLooks[mark.status]} />
        {mark.minutesLate !== null && mark.minutesLate > 0 && (
          <span className="text-xs text-muted">{mark.minutesLate} min late</span>
        )}
        {mark.minutesPresent !== null && (
          <span className="text-xs text-muted">{mark.minutesPresent} min present</span>
        )}
      </div>
      <p className="mt-2 text-base">{mark.why}</p>
      <MarkPicture explained={explained} now={now} />
      {mark.flags.length > 0 && (
        <ul className="mt-2 list-disc pl-5 text-sm">
          {mark.flags.map((flag) => (
            <li key={flag}>{flagWords[flag]}</li>
          ))}
        </ul>
      )}
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-sm">
        <Fact name="Because of">
          {mark.word === "signature"
            ? "What was said of them when the register was signed"
            : (steps[step] ?? step)}
          {passedOver.length > 0 && (
            <span className="block text-xs text-muted">
              These would count more, and there is none of them:{" "}
              {passedOver.map((each) => absentSteps[each] ?? each).join(", ")}.
            </span>
          )}
        </Fact>
        <Fact name="Policy">Version {policyVersion}</Fact>
        <Fact name="Counts as">{credit === null ? "Nothing: it is left out" : writeCredit(credit)}</Fact>
        {mark.firstSeen !== null && <Fact name="First seen">{time(mark.firstSeen, session.day)}</Fact>}
        {mark.lastSeen !== null && <Fact name="Last seen">{time(mark.lastSeen, session.day)}</Fact>}
      </dl>
      <h3 className="mt-5 text-sm font-semibold">Scans it rests on</h3>
      {scans.length === 0 ? (
        <p className="mt-1 text-sm text-muted">No scan.</p>
      ) : (
        <ul className="mt-1 rounded-control border border-line">
          {scans.map((scan) => (
            <ScanRow key={scan.id} scan={scan} day={session.day} timeZone={timeZone} arriving={false} />
          ))}
        </ul>
      )}
      {near.length > 0 && (
        <>
          <h3 className="mt-5 text-sm font-semibold">Seen near it, and why that is not counted here</h3>
          <ul className="mt-1 rounded-control border border-line">
            {near.map(({ scan, at, place, because }) => (
              <li
                key={scan}
                className="flex flex-wrap gap-x-4 gap-y-0.5 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
              >
                <time dateTime={at} className="tabular-nums">
                  {time(at, session.day)}
                </time>
                <span>{place ?? "no place named"}</span>
                <span className="text-muted">{nearWords[because]}</span>
              </li>
            ))}
          </ul>
          {nearMore > 0 && <p className="mt-1 text-xs text-muted">And {nearMore} more, further away.</p>}
        </>
      )}
      <h3 className="mt-5 text-sm font-semibold">What it was, newest first</h3>
      {history.length === 0 ? (
        <p className="mt-1 text-sm text-muted">Nothing is written yet.</p>
      ) : (
        <ol className="mt-1 rounded-control border border-line">
          {history.map((revision, index) => {
            const before = history[index + 1];
            // What stands above it in the same words is not said again.
            const above = index === 0 ? mark.why : history[index - 1]?.why;
            const said =
              revision.reason === null
                ? revision.why === above
                  ? null
                  : revision.why
                : `“${revision.reason}”`;
            return (
              <li
                key={revision.revision}
                className="flex flex-col gap-1 border-b border-line px-4 py-2.5 last:border-b-0"
              >
                <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <StatusMark look={markLooks[revision.status]} />
                  {before !== undefined && before.status !== revision.status && (
                    <span className="text-xs text-muted">
                      before: {markLooks[before.status].word.toLowerCase()}
                    </span>
                  )}
                  <time dateTime={revision.at} className="ml-auto text-xs text-muted">
                    {time(revision.at, session.day)}
                  </time>
                </span>
                {said !== null && <span className="text-sm">{said}</span>}
                <span className="text-xs text-muted">
                  {sources[revision.source]}
                  {revision.source === "automatic" ? "" : `: ${revision.actor}, ${revision.role}`} · revision{" "}
                  {revision.revision} · policy version {revision.policyVersion}
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </>
  );
}

interface ChangesProps {
  readonly mark: MarkView;
  readonly allowed: readonly CorrectionStatus[];
  readonly onMark: (status: CorrectionStatus) => void;
}

function Changes({ mark, allowed, onMark }: ChangesProps) {
  return (
    <>
      <h3 className="mt-5 text-sm font-semibold">Say otherwise</h3>
      <div className="mt-2 flex flex-wrap gap-2">
        {[...quickChoices, ...rarerChoices]
          .filter(
            ({ status }) =>
              allowed.includes(status) && (status !== mark.status || mark.word !== "correction"),
          )
          .map(({ status, icon: Icon }) => (
            <Button key={status} onClick={() => onMark(status)}>
              <Icon aria-hidden className="size-3.5" />
              {correctionWords[status]}
            </Button>
          ))}
        {releasable([mark]).length > 0 && (
          <Button kind="quiet" onClick={() => onMark("automatic")}>
            Release to automatic
          </Button>
        )}
      </div>
      {mark.word === "signature" && (
        <p className="mt-2 text-sm text-muted">
          “Absent” was said as the register was signed, and goes when that signature is taken back.
        </p>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-xs leading-5 text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
