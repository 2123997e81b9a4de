import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { type Look, markLooks, toneInk } from "../../ui/looks.ts";
import { countMarks } from "./count-marks.ts";
import { type MarkKind, markKinds } from "./mark-kinds.ts";

interface RegisterCountsProps {
  readonly session: SessionRow;
  /** The kind that the list is narrowed to. */
  readonly shown: MarkKind | undefined;
  readonly onShow: (kind: MarkKind | undefined) => void;
}

/** The looks of the few counts; those who are missing are absent only once the session has closed. */
export function kindLooks(state: SessionRow["state"]): Readonly<Record<MarkKind, Look>> {
  const over = state !== "scheduled" && state !== "open";
  return {
    present: markLooks.present,
    late: markLooks.late,
    missing: over ? markLooks.absent : markLooks.not_seen,
    unknown: { ...markLooks.cannot_be_known, word: "Cannot be known" },
    review: markLooks.needs_review,
    excused: { ...markLooks.absent_authorised, word: "Excused" },
    expected: markLooks.expected,
    uncounted: markLooks.not_possible,
  };
}

/** Few registers have such seats; those that have none need no count of them. */
const seldom: ReadonlySet<MarkKind> = new Set(["unknown", "uncounted"]);

/** By how many counts there are. */
const columns: Readonly<Record<number, string>> = {
  6: "sm:grid-cols-6",
  7: "sm:grid-cols-7",
  8: "sm:grid-cols-8",
};

/** On a phone, where three stand in a row, the last one fills its row: by how many there are in it. */
const lastSpans: Readonly<Record<number, string>> = { 1: "max-sm:col-span-3", 2: "max-sm:col-span-2" };

/** The counts of a register, big; pressing one shows those students alone. */
export function RegisterCounts({ session, shown, onShow }: RegisterCountsProps) {
  const counts = countMarks(session.counts);
  const looks = kindLooks(session.state);
  const kinds = markKinds.filter((kind) => !seldom.has(kind) || counts[kind] > 0 || shown === kind);
  return (
    <ul className={`grid grid-cols-3 gap-px border-b border-line bg-line ${columns[kinds.length] ?? ""}`}>
      {kinds.map((kind) => {
        const { word, icon: Icon, tone } = looks[kind];
        return (
          <li
            key={kind}
            className={`bg-surface ${kind === kinds.at(-1) ? (lastSpans[kinds.length % 3] ?? "") : ""}`}
          >
            <button
              type="button"
              aria-pressed={shown === kind}
              onClick={() => onShow(shown === kind ? undefined : kind)}
              className="flex w-full flex-col gap-0.5 border-b-2 border-transparent px-4 py-3 text-left hover:bg-sunken focus-visible:-outline-offset-2 aria-pressed:border-accent aria-pressed:bg-sunken"
            >
              <span className="flex items-center gap-1.5 text-xs text-muted">
                <Icon aria-hidden className={`size-3.5 shrink-0 ${toneInk[tone]}`} strokeWidth={2.25} />
                {word}
              </span>
              <span className="text-2xl font-medium tracking-tight">{counts[kind]}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
