import type { Temporal } from "temporal-polyfill";
import type { ChallengePolicy } from "../../contract/http/kiosk.ts";

/** One switching of face recognition at kiosks. */
export interface KioskRecord {
  /** A UUIDv7. */
  readonly id: string;
  readonly at: Temporal.Instant;
  /** Who decided, as they named themselves. */
  readonly by: string;
  /** Null for switching off. */
  readonly on: {
    readonly challenge: ChallengePolicy;
    readonly answers: Readonly<Record<string, string>>;
    /** The impact assessment as it was written then: HTML. */
    readonly assessment: string;
  } | null;
}

/** A decision without its papers. `challenge` is null for switching off. */
export interface KioskDecisionSummary {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly challenge: ChallengePolicy | null;
}

/** Where decisions about kiosks are kept; nothing in it is ever changed or removed. */
export interface KioskStore {
  add(record: KioskRecord): Promise<void>;
  /** Newest first. */
  decisions(limit: number): Promise<readonly KioskDecisionSummary[]>;
  /** The impact assessment of the newest switching on, whether or not it was switched off since. */
  lastAssessment(): Promise<string | null>;
}
