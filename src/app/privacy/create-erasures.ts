import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock } from "../ports.ts";
import { type Erasure, type ErasurePlan, type ErasureStore, obstaclesTo } from "./erasure.ts";

export type ErasureOutcome =
  | { readonly done: Erasure }
  | { readonly refused: "unknown" }
  /** What was typed is not the person's id. */
  | { readonly refused: "mistyped"; readonly expected: string }
  | { readonly refused: "hindered"; readonly obstacles: readonly string[] };

/** Takes people out of the store for good. */
export interface Erasures {
  /** What would go, what stays and why; null for an id that nobody has. */
  preview(id: string): Promise<(ErasurePlan & { readonly obstacles: readonly string[] }) | null>;
  /** @param typed the person's id, typed once more by whoever erases */
  erase(
    id: string,
    order: { readonly typed: string; readonly reason: string },
    by: { readonly actor: Actor; readonly doer: Doer },
  ): Promise<ErasureOutcome>;
  /** Newest first. */
  list(limit: number): Promise<readonly Erasure[]>;
}

export function createErasures(parts: {
  readonly store: ErasureStore;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Keeps what was erased where a restore does not reach it. */
  readonly keepList: () => Promise<void>;
  /** Told after COMMIT: what is held of rosters, figures and accounts is no longer true. */
  readonly onErased: () => void;
}): Erasures {
  const { store, clock, timeZone, keepList, onErased } = parts;
  return {
    async preview(id) {
      const plan = await store.plan(id, clock.now());
      return plan === null ? null : { ...plan, obstacles: obstaclesTo(plan.hindrances) };
    },
    async erase(id, { typed, reason }, { actor, doer }) {
      const now = clock.now();
      const plan = await store.plan(id, now);
      if (plan === null) return { refused: "unknown" };
      if (typed.trim() !== plan.person.id) return { refused: "mistyped", expected: plan.person.id };
      const obstacles = obstaclesTo(plan.hindrances);
      if (obstacles.length > 0) return { refused: "hindered", obstacles };
      const today = dayOf(now, timeZone).toString();
      try {
        const done = await store.erase(plan.person, { actor, doer, reason, now, today });
        await keepList();
        return { done };
      } finally {
        // Where it failed, a part of it may be done.
        onErased();
      }
    },
    list: (limit) => store.list(limit),
  };
}
