import type { PersonView } from "../../contract/http/sessions.ts";
import type { Scope } from "../../domain/rights/may.ts";
import type { TermDays } from "../figures/figures-store.ts";

/** A class of the roster. */
export interface RosterClassHead {
  /** Store id. */
  readonly id: string;
  readonly code: string;
  readonly title: string;
  /** true for a class of a demonstration that was ended: known by the code alone, and in no list. */
  readonly ofEndedDemo: boolean;
  readonly course: { readonly code: string; readonly title: string } | null;
  readonly term: TermDays | null;
  readonly standingRoom: string | null;
  readonly staff: readonly PersonView[];
  /** Enrolled on the day. */
  readonly students: number;
}

/** What lists of classes are read from, beside figures. */
export interface ClassesStore {
  /** By code, those that somebody may see. @param day ISO local day */
  classes(day: string, within: Scope): Promise<readonly RosterClassHead[]>;
  /** null for a code that no class has. */
  findClass(code: string, day: string): Promise<RosterClassHead | null>;
  /** The session of each class that goes on, and the next to begin; ids of sessions by store id of the class. */
  sessionsAbout(
    classes: readonly string[],
    now: string,
  ): Promise<ReadonlyMap<string, { readonly running: string | null; readonly next: string | null }>>;
}
