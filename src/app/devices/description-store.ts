import type { Temporal } from "temporal-polyfill";

/** A sender that an operator described, as it is kept. */
export interface StoredDescription {
  readonly name: string;
  /** As it was checked. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly on: boolean;
  readonly at: Temporal.Instant;
  readonly by: string;
}

export interface DescriptionStore {
  /** By name. */
  descriptions(): Promise<readonly StoredDescription[]>;
  putDescription(description: StoredDescription): Promise<void>;
}
