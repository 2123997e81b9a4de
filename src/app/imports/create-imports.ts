import { v7 as uuidv7 } from "uuid";
import type { ImportNote, ImportView } from "../../contract/http/imports.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { Author } from "../actor.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import { StoreUnavailable } from "../ingest/ingest-transaction.ts";
import type { Clock, Log } from "../ports.ts";
import { applyImport } from "./apply-import.ts";
import type { CalendarRule } from "./calendar/calendar-rule.ts";
import { chooseSource, doubtKey, namesBeside } from "./calendar/choose-source.ts";
import { seriesOf } from "./calendar/series-key.ts";
import { showControls } from "./control-characters.ts";
import { ImportApplying } from "./import-applying.ts";
import type { ImportContent, ImportFile, ReadContent } from "./import-content.ts";
import { ImportHalted } from "./import-halted.ts";
import type { ImportPlan, PlanContext } from "./import-plan.ts";
import type { ImportRecord, ImportSteps, ImportStore, ImportWork } from "./import-store.ts";
import { runInPieces } from "./in-pieces.ts";
import { loadWorld } from "./load-world.ts";
import { type PlanPart, partsOfPlan, rowCountOf, smallerParts } from "./parts-of-plan.ts";
import { planInPieces } from "./plan-import.ts";
import type { UploadReader } from "./read-upload.ts";

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
    /** To whom a calendar's meetings belong: a name of its own for each department or file. Left out: found out. */
    readonly source?: string | null;
    /** How a calendar's entries are read. Left out: the usual way. */
    readonly rule?: CalendarRule | null;
    readonly by: Actor;
  }): Promise<ImportView>;
  /** The codes and other names of all rooms, by which readers know them. */
  roomNames(): Promise<readonly string[]>;
  /** Says what content would do that was read before: a calendar's. */
  previewContent(read: ReadContent, name: string, by: Actor): Promise<ImportView>;
  /** Answers questions of a preview; another one, which counts with the answers, takes its place. */
  answer(id: string, answers: ImportContent["answers"], by: Actor): Promise<ImportOutcome>;
  /**
   * All of a preview or nothing. A large one is written in short steps, so that no device waits for it; one that was cut
   * short is brought to its end.
   */
  apply(id: string, confirmWarnings: boolean, by: Author): Promise<ImportOutcome>;
  discard(id: string, by: Actor): Promise<ImportOutcome>;
  /** Brings to its end what was begun and is under way no longer, as after a crash. */
  finishBegun(): Promise<void>;
  /** Discards a preview that changes nothing, and keeps that its words are the newest. */
  settleSame(id: string, by: Actor): Promise<void>;
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

/** An import that was applied says how many marks changed, and in how many transactions. */
type Applied =
  | (Extract<ImportOutcome, { readonly kind: "done" }> & { readonly marks: number; readonly steps: number })
  | Extract<ImportOutcome, { readonly kind: "refused" }>;

/** A plan of so many rows is written at once, where not too many marks follow from it. */
const mostAtOnce = 200;
/** Rows of the first step; how many the next ones have is found out. */
const firstSize = 50;
/** How long devices may wait for a step, in milliseconds, before the next one is smaller. */
const stepMs = 60;
/** More than this the present does not read while devices wait. */
const mostInStep = 200;
/** On a slow machine fewer rows are no shorter step, and only more steps. */
const leastByTime = 10;
const betweenStepsMs = 5;
/** Of more marks than this no step is, unless they follow from one row: it is taken back, and written in smaller ones. */
export const mostJudgedInStep = 400;
/** So many marks a step is to be of. */
const judgedInStep = 200;

/** Marks of a step are more than devices are to wait for. */
class TooManyMarks extends Error {
  override readonly name = "TooManyMarks";
}

/** What a step took: rows that it was to have at the most, marks that were judged, milliseconds. */
interface StepTaken {
  readonly size: number;
  readonly judged: number;
  readonly ms: number;
}

/** Rows of the next step, by what the last one took. */
function nextSize({ size, judged, ms }: StepTaken): number {
  const byTime = Math.max(leastByTime, Math.round((size * stepMs) / Math.max(ms, 1)));
  const byMarks = Math.round((size * judgedInStep) / Math.max(judged, 1));
  return Math.max(1, Math.min(mostInStep, size * 2, byTime, byMarks));
}

/** Counts marks as they are judged. `limit` throws where they become more than `most`. */
function countMarks(most: number): {
  readonly limit: (seats: number) => void;
  readonly judged: () => number;
} {
  let judged = 0;
  return {
    judged: () => judged,
    limit(seats) {
      judged += seats;
      if (judged > most) throw new TooManyMarks(`${judged} marks at once`);
    },
  };
}

const othersTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, betweenStepsMs));

/** Of notes so many are shown with an import; the notes by themselves are all of them. */
const notesShown = 200;

/** @param parts.onChanged told after an import was applied: what pages hold of rosters is no longer true */
export function createImports(parts: {
  readonly store: ImportStore;
  readonly read: UploadReader;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly onChanged: () => void;
}): Imports {
  const { store, clock, timeZone, log } = parts;

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
      runInPieces(planInPieces(content, await loadWorld(content, reading), context)),
    );
    const record = recordOf({ content, notes }, plan, name, by, context);
    await store.addImport(record, content);
    log.info(
      { import: record.id, kind: record.kind, rows: record.rows, refused: record.refused },
      "import read",
    );
    return viewOf(record);
  }

  /** Whose an uploaded calendar is, where nobody has said: `chooseSource`, over what is stored. */
  async function sourceOf({ content, notes }: ReadContent): Promise<ReadContent> {
    const named = content.source;
    const { source, isBeside, shares } = await store.read(async (reading) => {
      const { roster, sessions } = await loadWorld(content, reading);
      const known = new Set(sessions.map(({ plan }) => plan.id));
      // A series is known by its UID, whenever it meets now, and whether or not it is still a series.
      const keys = [...new Set(content.sessions.flatMap(({ key }) => [key, seriesOf(key) ?? key]))];
      const bearers = (await reading.timetable.sessionsOfKeys(keys)).filter((id) => !known.has(id));
      const others = await reading.timetable.findSessions(bearers);
      const { source: chosen, shares } = chooseSource(content, roster, [...sessions, ...others]);
      if (chosen !== null) return { source: chosen, isBeside: false, shares };
      const names = namesBeside(named);
      let beside = names.next().value;
      while ((await reading.timetable.sessionsOfSource(beside)).size > 0) beside = names.next().value;
      return { source: beside, isBeside: true, shares };
    });
    const doubt = shares === null || shares.source === source ? null : { ...shares, own: source };
    const chosen = { ...content, source, ...(doubt === null ? {} : { doubt }) };
    return { content: { ...chosen, ...(isBeside ? { beside: { name: named, own: source } } : {}) }, notes };
  }

  async function applyOne(id: string, confirmWarnings: boolean, by: Author): Promise<ImportOutcome> {
    const context = planContext();
    const begin = performance.now();
    const record = await store.findImport(id);
    const attempt = (large: boolean): Promise<Applied | "settled" | "large"> =>
      store.inSteps((steps) => applyWithin(steps, id, confirmWarnings, by, context, large), large);
    // What has many rows is known to be large before it is planned, which takes a while of itself.
    let applied =
      record !== null && record.state !== "applying" && record.rows <= mostAtOnce
        ? await attempt(false)
        : "large";
    if (applied === "large") applied = await attempt(true);
    if (applied === "large") throw new Error(`the import ${id} is larger than a large one`);
    if (applied === "settled") return refused(settledRefusal(await store.findImport(id)));
    if (applied.kind === "refused") return applied;
    const ms = Math.round(performance.now() - begin);
    log.info({ import: id, by: by.id, marks: applied.marks, steps: applied.steps, ms }, "import applied");
    parts.onChanged();
    return { kind: "done", view: applied.view };
  }

  /**
   * Plans on one moment while devices are heard, and writes what was planned: a plan of few rows in one transaction, a
   * larger one in short ones. What was begun is no question any more, and is brought to its end.
   *
   * @param large whether who changes rosters meanwhile is refused, and not waiting: else it is not written in steps
   */
  async function applyWithin(
    steps: ImportSteps,
    id: string,
    confirmWarnings: boolean,
    by: Author,
    context: PlanContext,
    large: boolean,
  ): Promise<Applied | "settled" | "large"> {
    const planned = await steps.read(async (reading) => {
      const waiting = await reading.peek(id);
      if (waiting === null) return null;
      const { record, content } = waiting;
      const asks = record.state === "preview" && record.warnings.length > 0 && !confirmWarnings;
      if (asks) return { record, content, plan: null };
      const world = await loadWorld(content, reading);
      return { record, content, plan: await runInPieces(planInPieces(content, world, context)) };
    });
    if (planned === null) return "settled";
    const { record, content, plan } = planned;
    if (plan === null) return refused({ code: "unconfirmed", warnings: record.warnings });
    if (record.state === "preview" && plan.fingerprint !== record.fingerprint) {
      const notes = record.notes.slice(0, record.readerNotes);
      const again = recordOf({ content, notes }, plan, record.name, record.by, context);
      const superseded = await store.supersede(id, by, context.now, { record: again, content });
      return superseded ? refused({ code: "outdated", instead: again.id }) : "settled";
    }
    const said: ChangeContext = { actor: by, reason: `import of ${record.name}`, now: context.now };
    const settle = (work: ImportWork): Promise<boolean> => work.settle(id, "applied", by, context.now);
    const done = (marks: number, count: number): Applied => ({
      kind: "done",
      view: viewOf({ ...record, state: "applied", settledAt: context.now }),
      marks,
      steps: count,
    });
    if (rowCountOf(plan) <= mostAtOnce) {
      try {
        const { limit } = countMarks(mostJudgedInStep);
        const marks = await steps.write(async (work) =>
          (await settle(work)) ? applyImport(work, plan, said, timeZone, limit) : null,
        );
        return marks === null ? "settled" : done(marks, 1);
      } catch (error) {
        if (!(error instanceof TooManyMarks)) throw error;
      }
    }
    if (!large) return "large";
    const begun =
      record.state === "applying" || (await steps.write((work) => work.begin(id, by, context.now)));
    if (!begun) return "settled";
    let [marks, count, size] = [0, 0, firstSize];
    const all = partsOfPlan(plan);
    for (let part = all.next(size); part.done !== true; part = all.next(size)) await take(part.value);

    async function take(part: PlanPart, whole = false): Promise<void> {
      if (rowCountOf(part) === 0) return;
      // Whoever waits for the counter has it now: it goes to who asks first, and this would ask again at once.
      await othersTurn();
      const counted = countMarks(whole ? Number.POSITIVE_INFINITY : mostJudgedInStep);
      let since = 0;
      try {
        marks += await steps.write((work) => {
          since = performance.now();
          // Of its own time: the monitor may have opened and closed sessions since the plan was made.
          return applyImport(work, part, { ...said, now: clock.now() }, timeZone, counted.limit);
        });
      } catch (error) {
        if (!(error instanceof TooManyMarks)) throw error;
        const smaller = smallerParts(part);
        size = Math.max(1, size >> 1);
        for (const one of smaller) await take(one, smaller.length === 1);
        return;
      }
      count += 1;
      size = nextSize({ size, judged: counted.judged(), ms: performance.now() - since });
    }
    await steps.write(settle);
    return done(marks, count);
  }

  const underWay = new Set<string>();
  /** Why imports that failed for a reason of their own did: nothing but a person's word or a start tries them again. */
  const halted = new Map<string, string>();

  const haltOf = ({ id, state }: Pick<ImportRecord, "id" | "state">): string | null =>
    state === "applying" ? (halted.get(id) ?? null) : null;

  async function apply(id: string, confirmWarnings: boolean, by: Author): Promise<ImportOutcome> {
    if (underWay.has(id)) throw new ImportApplying();
    underWay.add(id);
    halted.delete(id);
    try {
      return await applyOne(id, confirmWarnings, by);
    } catch (error) {
      // Where the store is away, the next round tries again.
      if (error instanceof StoreUnavailable) throw error;
      const reason = reasonOf(error);
      halted.set(id, reason);
      throw new ImportHalted(reason, { cause: error });
    } finally {
      underWay.delete(id);
    }
  }

  const roomNames = (): Promise<readonly string[]> =>
    store.read(async ({ roster }) => {
      const { rooms } = await roster.load({ source: "", people: false, enrolments: false });
      return rooms.flatMap(({ code, names }) => [code, ...names]);
    });

  return {
    previewContent,
    roomNames,

    async preview({ kind, name, files, complete, source = null, rule = null, by }) {
      const rooms = await roomNames();
      const read = await parts.read({ kind, files, complete, source, rule, rooms });
      if (kind !== "icalendar" || source !== null) return previewContent(read, name, by);
      return previewContent(await sourceOf(read), name, by);
    },

    async answer(id, answers, by) {
      const context = planContext();
      // A preview changes no roster: it is counted on one moment, and nobody waits for it.
      const planned = await store.read(async (reading) => {
        const waiting = await reading.peek(id);
        if (waiting?.record.state !== "preview") return null;
        const { record, content } = waiting;
        const unasked = Object.keys(answers).find((key) => !record.questions.some((one) => one.key === key));
        if (unasked !== undefined) return { unasked };
        const answered = inItsSource({ ...content, answers: { ...content.answers, ...answers } });
        const plan = await runInPieces(planInPieces(answered, await loadWorld(answered, reading), context));
        const notes = record.notes.slice(0, record.readerNotes);
        return {
          record: recordOf({ content: answered, notes }, plan, record.name, record.by, context),
          content: answered,
        };
      });
      if (planned !== null && "unasked" in planned) return refused({ code: "unasked", key: planned.unasked });
      if (planned === null || !(await store.supersede(id, by, context.now, planned)))
        return refused(settledRefusal(await store.findImport(id)));
      return { kind: "done", view: viewOf(planned.record) };
    },

    apply,

    async finishBegun() {
      for (const { id, by } of await store.begun()) {
        if (underWay.has(id) || halted.has(id)) continue;
        try {
          const outcome = await apply(id, true, by);
          if (outcome.kind === "done")
            log.warn({ import: id }, "an import that had been cut short was finished");
        } catch (error) {
          // Somebody else's process writes one, this or another: a later round looks again.
          if (error instanceof ImportApplying) return;
          log.error({ import: id, error }, "an import that was cut short could not be finished");
        }
      }
    },

    async discard(id, by) {
      const now = clock.now();
      if (!(await store.settle(id, "discarded", by, now)))
        return refused(settledRefusal(await store.findImport(id)));
      const record = await store.findImport(id);
      return record === null ? refused({ code: "unknown" }) : { kind: "done", view: viewOf(record) };
    },

    async settleSame(id, by) {
      const context = planContext();
      const plan = await store.read(async (reading) => {
        const waiting = await reading.peek(id);
        if (waiting === null) return null;
        const world = await loadWorld(waiting.content, reading);
        return runInPieces(planInPieces(waiting.content, world, context));
      });
      await store.write(async (work) => {
        if (!(await work.settle(id, "discarded", by, context.now)) || plan === null) return;
        await work.roster.raiseVersions(plan.versions);
        await work.roster.putTakenBack(plan.takenBack);
      });
    },

    async find(id) {
      const record = await store.findImport(id);
      if (record === null) return null;
      return { ...viewOf(record), halted: haltOf(record) };
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
          return { ...summary, halted: haltOf(record) };
        }),
        next: last !== undefined && records.length === limit ? last.id : null,
      };
    },
  };
}

/** A calendar of which somebody said whose it is. */
function inItsSource(content: ImportContent): ImportContent {
  const { doubt, answers } = content;
  if (doubt === undefined) return content;
  return { ...content, source: answers[doubtKey(doubt)] === "same" ? doubt.source : doubt.own };
}

const refused = (refusal: ImportRefusal): Extract<ImportOutcome, { readonly kind: "refused" }> => ({
  kind: "refused",
  refusal,
});

function settledRefusal(record: ImportRecord | null): ImportRefusal {
  return record === null ? { code: "unknown" } : { code: "settled", state: record.state };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function recordOf(
  { content, notes }: ReadContent,
  plan: ImportPlan,
  name: string,
  by: Author,
  { now, mint }: PlanContext,
): ImportRecord {
  const all = [...notes, ...plan.notes];
  return {
    id: mint(),
    kind: content.kind,
    // A file may be called anything.
    name: showControls(name),
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
    source: record.source,
    createdAt: record.createdAt.toString(),
    by: record.by.id,
    state: record.state,
    appliedAt: record.state === "applied" ? (record.settledAt?.toString() ?? null) : null,
    halted: null,
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
