import type { Temporal } from "temporal-polyfill";
import type { StandingRoom } from "../facts/fact-transaction.ts";
import type { RosterExport } from "../imports/export-roster.ts";
import type { StoredIdentifier, StoredPerson, StoredRoster } from "./roster-transaction.ts";

/** A person with the id that a list shows: a student's id, the user name of staff; null where it ended. */
export interface ListedPerson extends StoredPerson {
  readonly code: string | null;
}

export interface KnownPerson extends ListedPerson {
  readonly identifiers: readonly StoredIdentifier[];
  readonly enrolments: readonly {
    readonly id: string;
    readonly class: string;
    /** Of the class. */
    readonly code: string;
    readonly from: string;
    readonly to: string | null;
  }[];
}

/** A record as it was told when it was merged, or when another was merged into it. */
export type MergedRecord = Pick<ListedPerson, "id" | "givenName" | "familyName" | "code">;

/** Two records that were told as one. */
export interface ListedMerge {
  readonly id: string;
  readonly kind: "student" | "staff";
  /** By the id of the record that the person is told by now. */
  readonly kept: MergedRecord;
  readonly merged: MergedRecord;
  /** How many moved. */
  readonly identifiers: number;
  readonly enrolments: number;
  readonly scans: number;
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly reason: string | null;
  /** null while it stands. */
  readonly undoneAt: Temporal.Instant | null;
  /** null while it stands, and where it was not kept. */
  readonly undoneBy: string | null;
}

/** What of rosters is read outside of a change. */
export interface RosterReader extends RosterExport {
  /** Everything but people and enrolments, which are many. */
  catalogue(): Promise<Pick<StoredRoster, "terms" | "nonTeachingDays" | "rooms" | "courses" | "classes">>;
  /** What the rooms of a demonstration that has ended are called: no list shows them, and registers of before lead to them. */
  endedRoomNames(): Promise<readonly string[]>;
  /** By id. @param search part of a name or of an identifier; @param after the id of the last one of the page before */
  people(
    kind: "student" | "staff",
    search: string | null,
    after: string | null,
    limit: number,
  ): Promise<readonly ListedPerson[]>;
  person(id: string): Promise<KnownPerson | null>;
  /** The newest first. @param after the id of the last one of the page before */
  merges(after: string | null, limit: number): Promise<readonly ListedMerge[]>;
  /** Where a class stood, stands and will stand, by time. */
  standingRooms(classId: string): Promise<readonly StandingRoom[]>;
}
