import { v7 as uuidv7 } from "uuid";
import type { ImportNote, ImportView } from "../../contract/http/imports.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { Actor } from "../actor.ts";
import type { Clock, Log } from "../ports.ts";
import { applyImport } from "./apply-import.ts";
import { readPlainCsv } from "./csv/read-plain-csv.ts";
import { type FileOpener, InvalidUpload } from "./csv-table.ts";
import type { ImportContent, ImportFile, ReadContent } from "./import-content.ts";
import type { ImportPlan, PlanContext } from "./import-plan.ts";
import type { ImportRecord, ImportStore } from "./import-store.ts";
import { loadWorld } from "./load-world.ts";
import { readOneRoster } from "./oneroster/read-one-roster.ts";
import { planImport } from "./plan-import.ts";

/** Why an import is not applied or discarded. */
export type ImportRefusal =
  | { readonly code: "unknown" }
  /** It was applied, discarded or superseded before. */
  | { readonly code: "settled"; readonly state: ImportView["state"] }
  /** It asks nothing of this key. */
  | { readonly code: "unasked"; readonly key: string }
  /** What it would end asks for a second confirmation. */
  | { readonly code: "unconfirmed"; readonly warnings: readonly string[] }
  /** The store has changed since, so that it would do something else now; a new preview shows what. */
  | { readonly code: "outdated"; readonly instead: string };

export type ImportOutcome =
  | { readonly kind: "done"; readonly view: ImportView }
  | { readonly kind: "refused"; readonly refusal: ImportRefusal };

export interface Imports {
  /**
   * Reads files and says what they would do.
   *
   * @throws InvalidUpload when the bytes cannot be unpacked
   */
  preview(upload: {
    readonly kind: ImportView["kind"];
    readonly name: string;
    readonly files: readonly ImportFile[];
    /** What the files no longer hold is ended, where they do not say so themselves. */
    readonly complete: boolean;
    readonly by: Actor;
  }): Promise<ImportView>;
  /** Says what content would do that was read before: a calendar's. */
  previewContent(read: ReadContent, name: string, by: Actor): Promise<ImportView>;
  /** Answers questions of a preview; another one, which counts with the answers, takes its place. */
  answer(id: string, answers: ImportContent["answers"], by: Actor): Promise<ImportOutcome>;
  /** All of a preview or nothing. */
  apply(id: string, confirmWarnings: boolean, by: Actor): Promise<ImportOutcome>;
  discard(id: string, by: Actor): Promise<ImportOutcome>;
  find(id: string): Promise<ImportView | null>;
  /** Every note, not only those that the view shows. null for an id that nobody has. */
  notes(id: string): Promise<readonly ImportNote[] | null>;
  /** Newest first. @param after the `next` of the page before */
  list(
    after: string | null,
    limit: number,
  ): Promise<{
    readonly imports: Omit<ImportView, "changes" | "notes" | "questions">[];
    readonly next: string | null;
  }>;
}

/** Of notes so many are shown with an import; the notes by themselves are all of them. */
const notesShown = 200;

/** @param parts.onChanged told after an import was applied: what pages hold of rosters is no longer true */
export function createImports(parts: {
  readonly store: ImportStore;
  readonly files: FileOpener;
  /** Reads calendars; `complete` says that what a calendar does not hold is over. */
  readonly readCalendar: (file: ImportFile, complete: boolean) => ReadContent;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly onChanged: () => void;
}): Imports {
  const { store, files, clock, timeZone, log } = parts;

  function planContext(): PlanContext {
    const now = clock.now();
    return { now, today: dayOf(now, timeZone).toString(), timeZone, mint: uuidv7 };
  }

  async function previewContent(
    { content, notes }: ReadContent,
    name: string,
    by: Actor,
  ): Promise<ImportView> {
    const context = planContext();
    const plan = await store.read(async (reading) =>
      planImport(content, await loadWorld(content, reading), context),
    );
    const record = recordOf({ content, notes }, plan, name, by, context);
    await store.addImport(record, content);
    log.info(
      { import: record.id, kind: record.kind, rows: record.rows, refused: record.refused },
      "import read",
    );
    return viewOf(record);
  }

  return {
    previewContent,

    preview({ kind, name, files: uploaded, complete, by }) {
      if (kind === "icalendar") {
        const [file, ...others] = uploaded;
        if (file === undefined || others.length > 0) {
          throw new InvalidUpload("a calendar is one .ics file; import several one after the other");
        }
        return previewContent(parts.readCalendar(file, complete), name, by);
      }
      const tables = uploaded
        .filter(({ name: file }) => isTable(file) || kind === "csv")
        .map((file) => files.table(file));
      const context = { timeZone, complete };
      const read = kind === "csv" ? readPlainCsv(tables, context) : readOneRoster(tables, context);
      return previewContent(read, name, by);
    },

    answer: (id, answers, by) =>
      store.write(async (work): Promise<ImportOutcome> => {
        const context = planContext();
        const waiting = await work.waiting(id);
        if (waiting === null) return refused(settledRefusal(await store.findImport(id)));
        const { record, content } = waiting;
        const unasked = Object.keys(answers).find((key) => !record.questions.some((one) => one.key === key));
        if (unasked !== undefined) return refused({ code: "unasked", key: unasked });
        const answered = { ...content, answers: { ...content.answers, ...answers } };
        const plan = planImport(answered, await loadWorld(answered, work), context);
        const notes = record.notes.slice(0, record.readerNotes);
        const again = recordOf({ content: answered, notes }, plan, record.name, record.by, context);
        await work.settle(id, "superseded", by, context.now);
        await work.addImport(again, answered);
        return { kind: "done", view: viewOf(again) };
      }),

    async apply(id, confirmWarnings, by) {
      const context = planContext();
      const begin = performance.now();
      const outcome = await store.write(
        async (work): Promise<ImportOutcome & { readonly marks?: number }> => {
          const waiting = await work.waiting(id);
          if (waiting === null) return refused(settledRefusal(await store.findImport(id)));
          const { record, content } = waiting;
          if (record.warnings.length > 0 && !confirmWarnings) {
            return refused({ code: "unconfirmed", warnings: record.warnings });
          }
          const plan = planImport(content, await loadWorld(content, work), context);
          if (plan.fingerprint !== record.fingerprint) {
            const notes = record.notes.slice(0, record.readerNotes);
            const again = recordOf({ content, notes }, plan, record.name, record.by, context);
            await work.settle(id, "superseded", by, context.now);
            await work.addImport(again, content);
            return refused({ code: "outdated", instead: again.id });
          }
          const { now } = context;
          const marks = await applyImport(work, plan, { actor: by, reason: `import of ${record.name}`, now });
          await work.settle(id, "applied", by, now);
          return { kind: "done", view: viewOf({ ...record, state: "applied", settledAt: now }), marks };
        },
      );
      if (outcome.kind === "done") {
        const ms = Math.round(performance.now() - begin);
        log.info({ import: id, by: by.id, marks: outcome.marks, ms }, "import applied");
        parts.onChanged();
        return { kind: "done", view: outcome.view };
      }
      return outcome;
    },

    async discard(id, by) {
      const now = clock.now();
      if (!(await store.settle(id, "discarded", by, now)))
        return refused(settledRefusal(await store.findImport(id)));
      const record = await store.findImport(id);
      return record === null ? refused({ code: "unknown" }) : { kind: "done", view: viewOf(record) };
    },

    async find(id) {
      const record = await store.findImport(id);
      return record === null ? null : viewOf(record);
    },

    async notes(id) {
      return (await store.findImport(id))?.notes ?? null;
    },

    async list(after, limit) {
      const records = await store.listImports(after, limit);
      const last = records.at(-1);
      return {
        imports: records.map((record) => {
          const {
            changes: _,
            notes: __,
            questions: ___,
            ...summary
          } = viewOf({ ...record, changes: [], notes: [], questions: [] });
          return summary;
        }),
        next: last !== undefined && records.length === limit ? last.id : null,
      };
    },
  };
}

const isTable = (name: string): boolean => /\.(csv|txt|tsv)$/i.test(name);

const refused = (refusal: ImportRefusal): ImportOutcome => ({ kind: "refused", refusal });

function settledRefusal(record: ImportRecord | null): ImportRefusal {
  return record === null ? { code: "unknown" } : { code: "settled", state: record.state };
}

function recordOf(
  { content, notes }: ReadContent,
  plan: ImportPlan,
  name: string,
  by: Actor,
  { now, mint }: PlanContext,
): ImportRecord {
  const all = [...notes, ...plan.notes];
  return {
    id: mint(),
    kind: content.kind,
    name,
    source: content.source,
    createdAt: now,
    by,
    state: "preview",
    settledAt: null,
    rows: content.rows,
    refused: all.filter(({ severity }) => severity === "refused").length,
    counts: plan.counts,
    changes: [...plan.changes],
    notes: all,
    readerNotes: notes.length,
    warnings: plan.warnings,
    questions: [...plan.questions],
    fingerprint: plan.fingerprint,
  };
}

function viewOf(record: Omit<ImportRecord, "fingerprint" | "readerNotes">): ImportView {
  const shown = new Map<string, number>();
  return {
    id: record.id,
    kind: record.kind,
    name: record.name,
    createdAt: record.createdAt.toString(),
    by: record.by.id,
    state: record.state,
    appliedAt: record.state === "applied" ? (record.settledAt?.toString() ?? null) : null,
    rows: record.rows,
    counts: [...record.counts],
    changes: [...record.changes],
    notes: record.notes.filter(({ severity }) => {
      const count = (shown.get(severity) ?? 0) + 1;
      shown.set(severity, count);
      return count <= notesShown;
    }),
    refused: record.refused,
    warnings: [...record.warnings],
    questions: [...record.questions],
  };
}
