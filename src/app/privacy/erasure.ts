import type { Temporal } from "temporal-polyfill";
import type { Author } from "../actor.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import type { Fate, FiledPerson } from "./person-file.ts";

/** What stands in the way of an erasure, as the store has it. */
export interface ErasureHindrances {
  /** Names of imports that wait and bring the person in. */
  readonly waitingImports: readonly string[];
  /** Whether the person's account is the only one that may make others. */
  readonly lastAdministrator: boolean;
  /** Of staff: how many sessions they are still to hold. */
  readonly sessionsAhead: number;
}

/** What has to be settled before somebody is erased, each with who settles it how; none where nothing has. */
export function obstaclesTo(found: ErasureHindrances): readonly string[] {
  const { waitingImports, lastAdministrator, sessionsAhead } = found;
  return [
    ...waitingImports.map(
      (name) =>
        `The import “${name}” waits and brings the person in: a registrar applies or discards it first.`,
    ),
    ...(lastAdministrator
      ? ["The person is the only administrator: somebody else has to be one first."]
      : []),
    ...(sessionsAhead > 0
      ? [
          `The person is still to hold ${sessionsAhead === 1 ? "a session" : `${sessionsAhead} sessions`}: a registrar hands these over first.`,
        ]
      : []),
  ];
}

/** What an erasure would do, table by table, without having done it. */
export interface ErasurePlan {
  readonly person: FiledPerson;
  readonly tables: readonly {
    readonly table: string;
    readonly title: string;
    readonly fate: Fate;
    readonly because: string;
    readonly rows: number;
  }[];
  readonly hindrances: ErasureHindrances;
  /** Systems that told of the person, and bring them in again where they still do. */
  readonly sources: readonly string[];
}

/** An erasure that was made. Nobody is named. */
export interface Erasure {
  readonly id: string;
  /** Ids of the records that stay under no name. */
  readonly records: readonly string[];
  readonly kind: "student" | "staff";
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly reason: string;
  /** Rows by table, as they were before. */
  readonly counts: Readonly<Record<string, number>>;
  /** `table.column` with in how many rows a search found the person afterwards. */
  readonly found: Readonly<Record<string, number>>;
}

export interface ErasureStore {
  /** @returns null for an id that nobody has */
  plan(id: string, now: Temporal.Instant): Promise<ErasurePlan | null>;
  /**
   * Erases somebody: from the texts of others first, then in one transaction from everything that is of them, with an entry
   * of the audit log; and looks for them afterwards. Failing amid it leaves less than there was, and may be done again.
   */
  erase(
    person: FiledPerson,
    context: ChangeContext & {
      readonly doer: Doer;
      readonly today: string;
      /** Of an erasure that is made again; left out for a new one. */
      readonly id?: string;
    },
  ): Promise<Erasure>;
  /** Those of these ids that are no erasures of the store. */
  missing(ids: readonly string[]): Promise<readonly string[]>;
  /** Whose records these are, with those that turned out to be of the same person; null where none is in the store. */
  findRecords(records: readonly string[]): Promise<FiledPerson | null>;
  /** Discards imports that wait and would bring somebody in. */
  dropWaitingImports(person: FiledPerson, by: Author, now: Temporal.Instant): Promise<void>;
  /** Newest first. */
  list(limit: number): Promise<readonly Erasure[]>;
}
