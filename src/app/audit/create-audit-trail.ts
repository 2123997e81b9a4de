import type { Clock, Log } from "../ports.ts";
import type { AuditedDeed, Doer } from "./audit-entry.ts";
import type { AuditStore } from "./audit-store.ts";

/** Writes down what is done and looked at by people who signed in. */
export interface AuditTrail {
  /** Resolves when it is written, and also where that fails: what was done stays done, and the log says what is missing. */
  did(deed: AuditedDeed): Promise<void>;
  /** Somebody looked at what is kept of a person: one entry for all looks within a quarter of an hour. */
  looked(by: Doer, whom: LookedAt): Promise<void>;
}

/** Whom somebody looked at: a student by their own id, staff by their user name. */
export interface LookedAt {
  readonly kind: "student" | "staff";
  readonly id: string;
  /** The store's id: an id of theirs may become another's within the quarter. */
  readonly person: string;
}

const quarter = 15 * 60 * 1000;

export function createAuditTrail(parts: {
  readonly store: Pick<AuditStore, "append">;
  readonly clock: Clock;
  readonly log: Log;
}): AuditTrail {
  const { store, clock, log } = parts;
  /** Who looked at whom in the quarter that goes on. */
  let looks = { quarter: 0, told: new Set<string>() };

  async function did(deed: AuditedDeed): Promise<void> {
    try {
      await store.append(deed, clock.now());
    } catch (error) {
      log.error(
        { error, deed: deed.deed, actor: deed.by.id, object: deed.object },
        "missing on the audit log",
      );
    }
  }
  return {
    did,
    async looked(by, { kind, id, person }) {
      const now = Math.floor(clock.now().epochMilliseconds / quarter);
      if (now !== looks.quarter) looks = { quarter: now, told: new Set() };
      const key = `${by.id} ${person}`;
      if (looks.told.has(key)) return;
      looks.told.add(key);
      await did({ by, deed: `${kind}.look`, object: `${kind} ${id}` });
    },
  };
}
