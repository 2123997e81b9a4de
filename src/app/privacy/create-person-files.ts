import type { PersonFile, WholePersonFile } from "../../contract/http/privacy.ts";
import type { StudentRecords } from "../exports/create-student-records.ts";
import type { Clock } from "../ports.ts";
import { instantText } from "../registers/session-row.ts";
import type { PersonFileStore } from "./person-file.ts";

/** Everything that is kept of a person, for themselves and for whoever answers for it. */
export interface PersonFiles {
  /** null for an id that nobody has. */
  file(id: string): Promise<PersonFile | null>;
  /** The same, with a student's marks explained as on their page. */
  whole(id: string): Promise<WholePersonFile | null>;
}

export function createPersonFiles(parts: {
  readonly store: PersonFileStore;
  readonly records: StudentRecords;
  readonly clock: Clock;
  /** The institution's zone. */
  readonly timeZone: string;
}): PersonFiles {
  const { store, records, clock, timeZone } = parts;

  async function file(id: string): Promise<PersonFile | null> {
    const found = await store.fileOf(id);
    if (found === null) return null;
    const { person, chapters } = found;
    return {
      asOf: instantText(clock.now()),
      timeZone,
      person: { id: person.id, name: person.name },
      kind: person.kind,
      chapters: chapters.map((chapter) => ({ ...chapter, rows: chapter.rows.map((row) => ({ ...row })) })),
    };
  }
  return {
    file,
    async whole(id) {
      const found = await file(id);
      if (found === null) return null;
      const record = found.kind === "student" ? await records.record(id) : null;
      return { ...found, record };
    },
  };
}
