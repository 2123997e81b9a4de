import type { Temporal } from "temporal-polyfill";
import type { IdentityClaimView } from "../../contract/http/identities.ts";
import type { KnownStudent } from "../../domain/attendance/suggest-holders.ts";
import type { Author } from "../actor.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { IdentifierScheme } from "../imports/import-content.ts";
import type { NameSeats } from "../marks/name-changed-marks.ts";
import type { RosterTransaction } from "../rosters/roster-transaction.ts";

/** An identity that scans name and that nobody has. */
export interface UnclaimedIdentity {
  readonly scheme: string;
  readonly value: string;
  readonly scans: number;
  readonly firstAt: Temporal.Instant;
  readonly lastAt: Temporal.Instant;
  /** Where it was seen and by whom, the most often first. */
  readonly seen: readonly {
    readonly location: string | null;
    readonly sender: string;
    readonly scans: number;
  }[];
}

/** That an identity is a student's, as it was said. */
export interface IdentityClaim {
  readonly id: string;
  readonly scheme: IdentifierScheme;
  readonly value: string;
  readonly person: string;
  /** Where the identifier that it made begins; null since ever. */
  readonly from: Temporal.Instant | null;
  readonly scans: number;
}

/** What claiming an identity, and taking that back, may do, all in one transaction that writes alone. */
export interface IdentityTransaction {
  readonly roster: Pick<
    RosterTransaction,
    "person" | "holderOf" | "scansOfIdentifiers" | "addIdentifiers" | "takeIdentifier"
  >;
  readonly timetable: FactTransaction;
  addClaim(
    claim: IdentityClaim,
    said: { readonly at: Temporal.Instant; readonly by: Author; readonly reason: string },
  ): Promise<void>;
  /** null for none of that id. */
  findClaim(id: string): Promise<(IdentityClaim & { readonly undone: boolean }) | null>;
  undoClaim(
    id: string,
    said: { readonly at: Temporal.Instant; readonly by: Author; readonly reason: string },
  ): Promise<void>;
}

/** Identities that nobody has, and what was said of them. */
export interface IdentityStore {
  /** Of scans from an instant on, those that were seen last first. */
  unclaimed(since: Temporal.Instant, limit: number): Promise<readonly UnclaimedIdentity[]>;
  /** Every student, with what they may be recognised by. */
  students(): Promise<readonly KnownStudent[]>;
  /** Newest first. */
  claims(limit: number): Promise<readonly IdentityClaimView[]>;
  readonly nameSeats: NameSeats;
  write<T>(work: (transaction: IdentityTransaction) => Promise<T>): Promise<T>;
  /** Does the same and takes it back. */
  rehearse<T>(work: (transaction: IdentityTransaction) => Promise<T>): Promise<T>;
}
