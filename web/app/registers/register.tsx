import { useCallback, useMemo, useRef, useState } from "react";
import type { MarkView, PersonView, RegisterView } from "../../../src/contract/http/sessions.ts";
import { createSearch } from "../../../src/domain/kernel/fold-text.ts";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { usePrinting } from "../../ui/use-printing.ts";
import { DisputesBand } from "../disputes/disputes-band.tsx";
import { useServerNow } from "../today/use-server-now.ts";
import { useWaitingList } from "../waiting/use-waiting.ts";
import { AddStudentDialog } from "./add-student-dialog.tsx";
import { type Correction, type CorrectionStatus, correctionOf, releasable } from "./correction.ts";
import { CorrectionDialog } from "./correction-dialog.tsx";
import { correctionsIn } from "./corrections-in.ts";
import { describeFinality } from "./describe-finality.ts";
import { guessMinutesLate } from "./guess-minutes-late.ts";
import { kindOf } from "./mark-kinds.ts";
import { MarkPanel } from "./mark-panel.tsx";
import { groupsOf, orderMarks } from "./order-marks.ts";
import { ProposalsPanel } from "./proposals-panel.tsx";
import { ReaderBand } from "./reader-band.tsx";
import { RegisterArrivals } from "./register-arrivals.tsx";
import { RegisterCounts } from "./register-counts.tsx";
import { RegisterHeading } from "./register-heading.tsx";
import { RegisterKeysSheet } from "./register-keys-sheet.tsx";
import { RegisterList } from "./register-list.tsx";
import { RegisterPaper } from "./register-paper.tsx";
import type { RegisterSearch } from "./register-search.ts";
import { RegisterToast } from "./register-toast.tsx";
import { RegisterTools } from "./register-tools.tsx";
import { type SessionAct, SessionDialog } from "./session-dialog.tsx";
import { SharedBrowsersBand } from "./shared-browsers-band.tsx";
import { titleOf } from "./title-of.ts";
import { useCorrections } from "./use-corrections.ts";
import { useRegisterKeys } from "./use-register-keys.ts";
import { useSteadyOrder } from "./use-steady-order.ts";
import { useWriteSession } from "./use-write-session.ts";
import { VisitorsPanel } from "./visitors-panel.tsx";

interface RegisterProps {
  readonly register: RegisterView;
  /** Why it could not be read anew; what was read before stays. */
  readonly trouble: Error | null;
  readonly onAgain: () => void;
  readonly search: RegisterSearch;
  readonly onSearch: (search: RegisterSearch) => void;
}

/** What is asked for in a dialog. */
type Asked =
  | {
      readonly kind: "correction";
      readonly status: CorrectionStatus;
      /** As they stood when it was asked: what somebody else changes meanwhile is not written over. */
      readonly marks: readonly MarkView[];
    }
  | { readonly kind: "session"; readonly act: SessionAct }
  | { readonly kind: "add"; readonly visitor: PersonView | null }
  | { readonly kind: "keys" };

const nothing: readonly CorrectionStatus[] = [];
const nobody: ReadonlySet<string> = new Set();
const clockMs = 10_000;

/** A register that was read, and everything that is done with it. */
export function Register({ register, trouble, onAgain, search, onSearch }: RegisterProps) {
  const { session, marks, proposals, visitors, may } = register;
  const now = useServerNow(clockMs);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [chosen, setChosen] = useState(nobody);
  const [reasons, setReasons] = useState<ReadonlyMap<CorrectionStatus, string>>(new Map());
  const allowed = may.write ? correctionsIn(session.state) : nothing;
  const byStudent = useMemo(() => new Map(marks.map((mark) => [mark.student.id, mark])), [marks]);
  const told = { id: session.id, title: titleOf(session) };
  const nameOf = (student: string): string | null => byStudent.get(student)?.student.name ?? null;
  const marking = useWriteSession(told, nameOf);
  const corrections = useCorrections(register, marking);
  const plainWriting = useWriteSession(told, nameOf);
  const waits = useWaitingList();
  /** What waits on this device for each student, the newest of each. */
  const waitingTo = useMemo(
    () =>
      new Map(
        waits.flatMap(({ session: of, deed, stopped }) =>
          of === session.id && deed.kind === "marks" && stopped === null
            ? deed.students.map(({ student }) => [student, deed.to] as const)
            : [],
        ),
      ),
    [waits, session.id],
  );
  // Whatever is done to the session as a whole comes after the last correction, which then is not offered to be undone.
  const writing = {
    ...plainWriting,
    write: async (parts: readonly string[], sent: unknown): Promise<boolean> => {
      const written = await plainWriting.write(parts, sent);
      if (written) corrections.putAway();
      return written;
    },
  };

  const attempts = useMemo(
    () => new Map(register.attempts.map((each) => [each.student, each])),
    [register.attempts],
  );
  const proposed = useMemo(() => new Set(proposals.map(({ student }) => student.id)), [proposals]);
  const fresh = useMemo(() => orderMarks(marks, proposed), [marks, proposed]);
  const groupsNow = useMemo(() => groupsOf(fresh), [fresh]);
  const { order, outdated, orderAnew } = useSteadyOrder(fresh);
  const places = useMemo(() => {
    const matches = search.search === undefined ? null : createSearch(search.search);
    return order.filter(({ student }) => {
      const mark = byStudent.get(student);
      return (
        mark !== undefined &&
        (search.show === undefined || kindOf(mark.status) === search.show) &&
        (matches === null || matches([`${mark.student.id} ${mark.student.name ?? ""}`]))
      );
    });
  }, [order, byStudent, search.search, search.show]);

  const marksOf = (students: readonly string[]): MarkView[] =>
    students.flatMap((student) => byStudent.get(student) ?? []);

  async function correct(marked: readonly MarkView[], to: Correction, reason: string): Promise<void> {
    setAsked(null);
    setReasons((before) => new Map(before).set(to.status, reason));
    if (await corrections.apply(marked, to, reason)) setChosen(nobody);
  }

  function ask(students: readonly string[], status: CorrectionStatus, anew: boolean): void {
    const named = marksOf(students);
    const marked = status === "automatic" ? releasable(named) : named;
    if (!allowed.includes(status) || marked.length === 0) return;
    const reason = reasons.get(status);
    if (reason === undefined || anew) setAsked({ kind: "correction", status, marks: marked });
    else void correct(marked, correctionOf(status, minutesOf(marked)), reason);
  }

  function minutesOf(marked: readonly MarkView[]): number | null {
    const [only] = marked;
    return marked.length === 1 && only !== undefined ? guessMinutesLate(only, session, now) : null;
  }

  // A row that is one of those chosen stands for all of them.
  const latest = useRef({ ask, chosen });
  latest.current = { ask, chosen };
  const markRow = useCallback((student: string, status: CorrectionStatus, anew: boolean) => {
    const all = latest.current.chosen;
    latest.current.ask(all.has(student) ? [...all] : [student], status, anew);
  }, []);
  const choose = useCallback((student: string, isChosen: boolean) => {
    setChosen((before) => {
      const after = new Set(before);
      if (isChosen) after.add(student);
      else after.delete(student);
      return after;
    });
  }, []);
  const tell = useRef({ search, onSearch });
  tell.current = { search, onSearch };
  const open = useCallback(
    (student: string) => tell.current.onSearch({ ...tell.current.search, mark: student }),
    [],
  );
  useRegisterKeys({
    onMark: markRow,
    onUndo: () => void corrections.undo(),
    onHelp: () => setAsked({ kind: "keys" }),
  });

  const printing = usePrinting();
  const undecided = marks.filter(({ status }) =>
    ["expected", "not_seen", "cannot_be_known", "needs_review"].includes(status),
  );
  const closePanel = () => onSearch({ ...search, mark: undefined });
  return (
    <>
      {printing && <RegisterPaper register={register} />}
      <div className="contents print:hidden">
        <RegisterHeading
          session={session}
          may={may}
          signature={register.signature}
          onAct={(act) => setAsked({ kind: "session", act })}
          onAdd={() => setAsked({ kind: "add", visitor: null })}
          onKeys={() => setAsked({ kind: "keys" })}
        />
        <ReaderBand
          register={register}
          onShowUnknown={() => onSearch({ ...search, show: "unknown" })}
          onSign={
            may.write && session.state === "open" && session.signedOff === null
              ? () => setAsked({ kind: "session", act: "sign-off" })
              : null
          }
        />
        <DisputesBand session={session.id} onOpen={open} />
        <SharedBrowsersBand groups={register.sharedBrowsers} onOpen={open} />
        {trouble !== null && <ReadTrouble what="The newest state" error={trouble} onAgain={onAgain} />}
        {proposals.length > 0 && (
          <ProposalsPanel proposals={proposals} mayWrite={may.reopen} writing={writing} />
        )}
        <Panel
          title="Register"
          note={`${session.expected} expected`}
          className="shrink-0 desk:min-h-[28rem] desk:flex-1 print:h-auto"
          tools={
            <RegisterTools
              search={search}
              onSearch={onSearch}
              chosen={chosen.size}
              releasable={releasable(marksOf([...chosen])).length}
              shown={places.length}
              undecided={undecided.length}
              allowed={allowed}
              remembered={reasons}
              outdated={outdated}
              onOrderAnew={orderAnew}
              onForget={() => setReasons(new Map())}
              onChooseShown={() => setChosen(new Set(places.map(({ student }) => student)))}
              onClear={() => setChosen(nobody)}
              onMarkChosen={(status) => ask([...chosen], status, false)}
              onMarkRest={(status) =>
                setAsked({
                  kind: "correction",
                  status,
                  marks: undecided,
                })
              }
            />
          }
        >
          <RegisterCounts
            session={session}
            shown={search.show}
            onShow={(show) => onSearch({ ...search, show })}
          />
          <RegisterArrivals register={register} now={now} />
          <p className="border-b border-line px-4 py-2 text-sm text-muted">
            {describeFinality(register)} Times in {session.timeZone}.
          </p>
          {places.length === 0 ? (
            <p className="px-4 py-6 text-sm text-muted">
              {marks.length === 0
                ? "Nobody is enrolled in the classes of this session on this day. Add a student, or import enrolments."
                : "Nobody on this register is what the search and the count ask for."}
            </p>
          ) : (
            <RegisterList
              places={places}
              groupsNow={groupsNow}
              marks={byStudent}
              attempts={attempts}
              timeZone={session.timeZone}
              chosen={chosen}
              pending={corrections.pending}
              waiting={waitingTo}
              allowed={allowed}
              onChoose={choose}
              onMark={markRow}
              onOpen={open}
            />
          )}
        </Panel>
        {visitors.length > 0 && (
          <VisitorsPanel
            visitors={visitors}
            timeZone={session.timeZone}
            mayWrite={may.change && session.state !== "final" && session.state !== "cancelled"}
            onAdd={({ student }) => setAsked({ kind: "add", visitor: student })}
          />
        )}
        <RegisterToast corrections={corrections} marking={marking} />
        {search.mark !== undefined && asked === null && (
          <MarkPanel
            session={session.id}
            student={search.mark}
            onClose={closePanel}
            allowed={allowed}
            onMark={
              allowed.length > 0
                ? (status) => {
                    const student = search.mark;
                    closePanel();
                    if (student !== undefined) {
                      setAsked({ kind: "correction", status, marks: marksOf([student]) });
                    }
                  }
                : undefined
            }
          />
        )}
        {asked?.kind === "correction" && (
          <CorrectionDialog
            status={asked.status}
            marks={asked.marks}
            minutesLate={minutesOf(asked.marks)}
            onCorrect={(to, reason) => void correct(asked.marks, to, reason)}
            onClose={() => setAsked(null)}
          />
        )}
        {asked?.kind === "session" && (
          <SessionDialog
            act={asked.act}
            register={register}
            waiting={waitingTo}
            writing={writing}
            onClose={() => {
              writing.forget();
              setAsked(null);
            }}
          />
        )}
        {asked?.kind === "add" && (
          <AddStudentDialog
            session={session}
            visitor={asked.visitor}
            writing={writing}
            onClose={() => {
              writing.forget();
              setAsked(null);
            }}
          />
        )}
        {asked?.kind === "keys" && <RegisterKeysSheet onClose={() => setAsked(null)} />}
      </div>
    </>
  );
}
