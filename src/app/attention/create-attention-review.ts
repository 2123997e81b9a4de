import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { reviewAttention } from "../../domain/attendance/attention.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { musterItself } from "../actor.ts";
import type { Clock, Log } from "../ports.ts";
import { firstAttentionRules, type KeptRule, thresholdsOf } from "./attention-rules.ts";
import type {
  AttentionStore,
  NewAlert,
  OpenAlert,
  Retraction,
  ReviewedBatch,
  ReviewState,
} from "./attention-store.ts";
import { describeAlert, describeRetraction, takenBack } from "./describe-alert.ts";
import type { AttentionFrame, FiguresOfStudents, StudentEvidence } from "./figures-of-students.ts";

/** What one review did. */
export interface Reviewed {
  readonly students: number;
  readonly opened: number;
  readonly retracted: number;
  /** true when it stopped because it had done enough for once: review again. */
  readonly more: boolean;
}

/** Looks after the rules: opens alerts whose condition has come to hold, and retracts those whose no longer does. */
export interface AttentionReviewer {
  /**
   * Looks at the students of whom anything changed since the last review, and once for each local day, version of the
   * rules and version of the policy at everybody. Bounded, so that it may be called from a round; what is left is done
   * by the next call, also after a restart. Reviewing again changes nothing.
   */
  review(now: Temporal.Instant): Promise<Reviewed>;
  /** Begins to review until nothing is left, unless that goes on. A fault is logged; the next call tries again. */
  wake(): void;
  /** Resolves when the review that goes on has stopped; what is left is done after the next start. */
  stop(): Promise<void>;
}

/** Changes looked at in one review. */
const changesAtOnce = 5000;
/** Students whose alerts are stored in one transaction. */
const batchSize = 200;
/** Students of a look at everybody that are taken in one review. */
const sweepAtOnce = 200;

export function createAttentionReview(parts: {
  readonly store: AttentionStore;
  readonly figures: FiguresOfStudents;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly log: Log;
  /** Told when alerts were opened or retracted. */
  readonly onChanged: () => void;
}): AttentionReviewer {
  const { store, figures, clock, log } = parts;
  let running: Promise<Reviewed> | null = null;
  let going: Promise<void> | null = null;
  let stopped = false;

  async function review(now: Temporal.Instant): Promise<Reviewed> {
    const stored = await store.rules();
    const rules = stored?.rules ?? firstAttentionRules;
    const policy = parts.policy();
    const frame = await figures.frameAt(now);
    const { from, to } = frame.window ?? { from: "", to: "" };
    const sweep = `${frame.day} ${from} ${to} rules ${stored?.version ?? 0} policy ${policy.version}`;
    let state = await store.reviewState();
    if (state === null || state.sweep !== sweep) {
      // Everybody is looked at from here on, so what changed before this moment is looked at as well.
      state = { seq: await store.lastSeq(), sweep, sweepAfter: firstOfAll };
      await store.putReviewState(state);
    }

    const done = { students: 0, opened: 0, retracted: 0 };
    const look = async (students: readonly string[], next: ReviewState): Promise<void> => {
      for (let from = 0; from < students.length; from += batchSize) {
        const some = students.slice(from, from + batchSize);
        const last = from + batchSize >= students.length;
        const batch = await judge(some, rules, frame);
        const recorded = await store.record({
          ...batch,
          state: last ? next : null,
          at: now,
          actor: musterItself,
        });
        done.students += some.length;
        done.opened += recorded.opened;
        done.retracted += recorded.retracted;
      }
      if (students.length === 0) await store.putReviewState(next);
    };

    const changed = await store.changedAfter(state.seq, changesAtOnce, {
      // Full credit for one more session opens nothing, so whoever has no alert and came in time need not be read. By
      // minutes, somebody present may have earned less.
      presentOpensNothing: policy.method === "count",
      sightsSettle: true,
    });
    const caughtUp = changed.upTo === state.seq;
    if (!caughtUp) {
      state = { ...state, seq: changed.upTo };
      await look(changed.students, state);
    }
    if (state.sweepAfter !== null) {
      const students = await store.studentsAfter(state.sweepAfter, frame.day, sweepAtOnce);
      const finished = students.length < sweepAtOnce;
      state = { ...state, sweepAfter: finished ? null : (students.at(-1) ?? null) };
      await look(students, state);
    }
    if (done.opened > 0 || done.retracted > 0) {
      log.info({ ...done }, "attention: alerts changed");
      parts.onChanged();
    }
    return { ...done, more: !caughtUp || state.sweepAfter !== null };
  }

  async function judge(
    students: readonly string[],
    rules: readonly KeptRule[],
    frame: AttentionFrame,
  ): Promise<Pick<ReviewedBatch, "opened" | "retracted">> {
    // Alerts are read before figures: one that is opened meanwhile is met by the store, which opens none twice.
    const [open, enrolled] = await Promise.all([
      store.openAlerts(students),
      store.enrolledOn(students, frame.day),
    ]);
    const evidence = await figures.of([...enrolled], frame, thresholdsOf(rules));
    const opened: NewAlert[] = [];
    const retracted: Retraction[] = [];
    for (const student of students) {
      const own = open.filter((alert) => alert.student === student);
      const found = evidence.get(student);
      if (found === undefined) {
        retracted.push(...own.map(({ id }) => ({ alert: id, because: takenBack.enrolment, evidence: null })));
        continue;
      }
      const judged = judgeStudent(student, own, rules, found);
      opened.push(...judged.opened);
      retracted.push(...judged.retracted);
    }
    return { opened, retracted };
  }

  function reviewOnce(now: Temporal.Instant): Promise<Reviewed> {
    running ??= review(now).finally(() => {
      running = null;
    });
    return running;
  }

  async function reviewAll(): Promise<void> {
    while (!stopped && (await reviewOnce(clock.now())).more);
  }

  return {
    review: reviewOnce,
    wake() {
      if (stopped) return;
      going ??= reviewAll()
        .catch((error: unknown) => log.warn({ error }, "attention not reviewed; the next round tries again"))
        .finally(() => {
          going = null;
        });
    },
    async stop() {
      stopped = true;
      await going;
    },
  };
}

/** Before every store id. */
const firstOfAll = "00000000-0000-0000-0000-000000000000";

function judgeStudent(
  student: string,
  open: readonly OpenAlert[],
  rules: readonly KeptRule[],
  { figures, evidence }: StudentEvidence,
): Pick<ReviewedBatch, "opened" | "retracted"> {
  const ruleOf = ({ rule }: OpenAlert): KeptRule | undefined =>
    rules.find(({ id, kind }) => id === rule.id && kind === rule.kind);
  // Under an id that now says something else, an alert is of a rule that is no more.
  const dropped = open.filter((alert) => ruleOf(alert) === undefined);
  const kept = open.filter((alert) => ruleOf(alert) !== undefined);
  const { opened, retracted } = reviewAttention(rules, figures, new Set(kept.map(({ rule }) => rule.id)));
  const openedIds = new Set(opened.map(({ id }) => id));
  const retractedIds = new Set(retracted);
  return {
    opened: rules
      .filter(({ id }) => openedIds.has(id))
      .map((rule) => ({ id: uuidv7(), student, rule, evidence, because: describeAlert(rule, evidence) })),
    retracted: [
      ...dropped.map(({ id }) => ({ alert: id, because: takenBack.rule, evidence: null })),
      ...kept
        .filter(({ rule }) => retractedIds.has(rule.id))
        .map((alert) => ({
          alert: alert.id,
          because: describeRetraction(ruleOf(alert) ?? alert.rule, alert.evidence, evidence),
          evidence,
        })),
    ],
  };
}
