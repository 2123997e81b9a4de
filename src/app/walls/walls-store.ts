import type { Temporal } from "temporal-polyfill";
import type { AuditedDeed } from "../audit/audit-entry.ts";

/** What is kept of a link that opens the wall; its secret is not. */
export interface WallLink {
  readonly id: string;
  /** Where the screen hangs. */
  readonly name: string;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
  readonly lastShownAt: Temporal.Instant | null;
}

export interface WallsStore {
  /** Those that hold, newest first. */
  list(): Promise<readonly WallLink[]>;
  /** The link of a hash that holds. @returns its id */
  find(hash: Uint8Array): Promise<string | null>;
  add(link: Omit<WallLink, "lastShownAt"> & { readonly hash: Uint8Array }, told: AuditedDeed): Promise<void>;
  /** @returns false for one that is not there, or was ended before: then nothing is told */
  end(
    id: string,
    how: { readonly at: Temporal.Instant; readonly by: string },
    told: (ended: WallLink) => AuditedDeed,
  ): Promise<boolean>;
  /** Notes that a screen began to show it. */
  shown(id: string, at: Temporal.Instant): Promise<void>;
}
