import type { Temporal } from "temporal-polyfill";
import type { PlacementView } from "../../contract/http/placements.ts";
import type { Placement } from "../../domain/attendance/placement.ts";
import type { Author } from "../actor.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { HealthTransaction } from "../health/health-transaction.ts";
import type { NameSeats } from "../marks/name-changed-marks.ts";

/** A placement as it is kept. */
export interface StoredPlacement extends Placement {
  readonly id: string;
}

/** A stored scan that a placement may be about. */
export interface ScanToPlace {
  readonly scan: string;
  readonly at: Temporal.Instant;
  /** Whose it is by the facts now. */
  readonly student: string | null;
  readonly native: boolean;
  /** Where it is now; null for no room. */
  readonly room: string | null;
  /** Where what it names said that it was when it was stored. */
  readonly named: string | null;
}

/** What placing a reader may do, all in one transaction that writes alone. */
export interface PlacementTransaction {
  readonly timetable: FactTransaction;
  readonly health: HealthTransaction;
  /** Whether anything was ever heard of a sender. */
  isSender(name: string): Promise<boolean>;
  /** The room that is called so; null for none. */
  findRoom(name: string): Promise<string | null>;
  /** What a sender's scans name from an instant on, and where there are none since, what the last before named. */
  locationsSince(sender: string, from: Temporal.Instant): Promise<readonly string[]>;
  /** Those of a sender that hold. */
  placementsOf(sender: string): Promise<readonly StoredPlacement[]>;
  /** null for none of that id. */
  findPlacement(id: string): Promise<(StoredPlacement & { readonly undone: boolean }) | null>;
  addPlacement(placement: StoredPlacement, said: SaidOfPlacement): Promise<void>;
  /** How many stored scans were of another room by it when it was said. */
  noteScans(id: string, scans: number): Promise<void>;
  undoPlacement(id: string, said: SaidOfPlacement): Promise<void>;
  /** A sender's scans of a location in [from, to), in order of `seq` and no more than `limit`; null for no end. */
  scansOf(
    asked: Pick<Placement, "sender" | "location" | "from"> & { readonly to: Temporal.Instant | null },
    limit: number,
  ): Promise<readonly ScanToPlace[]>;
  /** From now on these scans count in these rooms; their facts are said apart. */
  putRooms(scans: readonly { readonly scan: string; readonly room: string | null }[]): Promise<void>;
}

export interface SaidOfPlacement {
  readonly at: Temporal.Instant;
  readonly by: Author;
  readonly reason: string;
}

/** What people said of where readers hung. */
export interface PlacementStore {
  /** Of one sender, the last said first. */
  placements(sender: string, limit: number): Promise<readonly PlacementView[]>;
  write<T>(work: (transaction: PlacementTransaction) => Promise<T>): Promise<T>;
  /** Runs `work`, and takes it back. */
  rehearse<T>(work: (transaction: PlacementTransaction) => Promise<T>): Promise<T>;
  readonly nameSeats: NameSeats;
}
