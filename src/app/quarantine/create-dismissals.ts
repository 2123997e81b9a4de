import { v7 as uuidv7 } from "uuid";
import type { Actor } from "../../domain/rights/actor.ts";
import type { Clock, Log } from "../ports.ts";
import type { QuarantineFilter, QuarantineStore } from "./quarantine-store.ts";

/** Putting messages aside that nobody will read again. They stay stored as they came, and can be taken back. */
export interface Dismissals {
  /**
   * Puts open messages aside: those of these ids, or all of a reason and sender.
   *
   * @returns the id by which they are taken back, null where none was open
   */
  dismiss(
    asked: Pick<QuarantineFilter, "code" | "sender"> & {
      readonly ids?: readonly string[] | undefined;
      readonly reason: string;
    },
    actor: Actor,
  ): Promise<{ readonly id: string | null; readonly dismissed: number }>;
  /** How many messages are open again. */
  takeBack(
    which: { readonly dismissal: string } | { readonly message: string },
    actor: Actor,
  ): Promise<number>;
}

/** @param parts.onChanged told when other messages are open than before */
export function createDismissals(parts: {
  readonly store: Pick<QuarantineStore, "dismiss" | "takeBackDismissal">;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: () => Promise<void>;
}): Dismissals {
  const { store, clock, log } = parts;
  return {
    async dismiss({ ids, code, sender, reason }, actor) {
      const id = uuidv7();
      const which = ids === undefined ? { code, sender } : { ids };
      const dismissed = await store.dismiss(which, { id, at: clock.now(), by: actor.id, reason });
      if (dismissed === 0) return { id: null, dismissed };
      log.info({ dismissal: id, dismissed, by: actor.id, reason }, "messages in quarantine were put aside");
      await parts.onChanged();
      return { id, dismissed };
    },

    async takeBack(which, actor) {
      const restored = await store.takeBackDismissal(which);
      if (restored > 0) {
        log.info({ ...which, restored, by: actor.id }, "messages in quarantine were taken back");
        await parts.onChanged();
      }
      return restored;
    },
  };
}
