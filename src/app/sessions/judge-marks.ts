import type { Temporal } from "temporal-polyfill";
import type { Actor } from "../actor.ts";
import type { Touched } from "./change-timetable.ts";
import type { TimetableTransaction } from "./timetable-transaction.ts";

/** By whom and when marks are judged anew. */
export interface JudgeContext {
  readonly now: Temporal.Instant;
  readonly actor: Actor;
  readonly reason: string | null;
}

export declare function judgeMarks(
  transaction: TimetableTransaction,
  touched: Touched,
  context: JudgeContext,
): Promise<number>;
