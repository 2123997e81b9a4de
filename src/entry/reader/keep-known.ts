import { unwatchFile, watchFile } from "node:fs";
import type { Log } from "../../app/ports.ts";
import type { LookerThread } from "./start-looker.ts";
import { type KeptPerson, notedAsUsed, type Templates, withoutUnused } from "./templates.ts";

/** Keeps whom the reader knows the same as whom the templates file holds. */
export interface Known {
  /** Whether this student is enrolled now. */
  has(student: string): boolean;
  /** Notes that a template was used, so that it is not deleted for want of use. */
  used(student: string): void;
  close(): Promise<void>;
}

const lookEveryMs = 1_000;
const noteEveryMs = 10 * 60_000;

/**
 * Opens the templates and follows the file: who is forgotten there is forgotten here within seconds. A file that no
 * longer opens leaves nobody known.
 *
 * @throws when the file cannot be opened at the start
 */
export async function keepKnown(parts: {
  readonly templates: Templates;
  readonly looker: Pick<LookerThread, "know" | "model">;
  readonly now: () => number;
  readonly log: Log;
}): Promise<Known> {
  const { templates, looker, log, now } = parts;
  let students = new Set<string>();
  let used = new Set<string>();
  let last: Promise<void> = Promise.resolve();

  async function take(people: readonly KeptPerson[]): Promise<void> {
    const valid = withoutUnused(people, now());
    // Before the looker has heard of it, so that nobody is named who was just forgotten.
    students = new Set(valid.map(({ studentId }) => studentId));
    const { faces, otherModel } = await looker.know(valid);
    log.info({ faces }, "people known");
    if (otherModel.length > 0) {
      log.warn(
        { students: otherModel, model: looker.model },
        "enrolled with another net: these are not recognised until they are enrolled again",
      );
    }
  }

  async function follow(): Promise<void> {
    try {
      await take(await templates.read());
    } catch (error) {
      log.error({ error, file: templates.path }, "the templates cannot be read: nobody is known");
      students = new Set();
      await looker.know([]);
    }
  }

  /** Notes which templates were used, and deletes those that were not for too long. */
  async function note(): Promise<void> {
    const noted = used;
    used = new Set();
    try {
      const day = new Date(now()).toISOString().slice(0, 10);
      await templates.change((people) => notedAsUsed(withoutUnused(people, now()), noted, day));
    } catch (error) {
      // Tried again with whoever comes next; a day more or less in a year does no harm.
      used = new Set([...noted, ...used]);
      log.warn(
        { error, file: templates.path },
        "the templates could not be tidied: who was used, who was not",
      );
    }
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };

  await take(await templates.read());
  await note();
  const changed = (): void => void inTurn(follow);
  watchFile(templates.path, { interval: lookEveryMs }, changed);
  const noting = setInterval(() => void inTurn(note), noteEveryMs);
  return {
    has: (student) => students.has(student),
    used: (student) => {
      used.add(student);
    },
    async close() {
      unwatchFile(templates.path, changed);
      clearInterval(noting);
      await inTurn(note);
    },
  };
}
