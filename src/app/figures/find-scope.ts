import type { GroupFiguresView } from "../../contract/http/figures.ts";
import type { FigureScope, FiguresStore, TermDays } from "./figures-store.ts";

/**
 * Whose figures are asked for, what they are called, and the term that is their own.
 *
 * @param code of the class or course, the name of the cohort; not looked at for the institution
 * @returns null where there is no such group
 */
export async function findScope(
  store: Pick<FiguresStore, "findClass" | "findCourse" | "hasCohort">,
  kind: GroupFiguresView["of"]["kind"],
  code: string,
): Promise<{ readonly scope: FigureScope; readonly title: string; readonly term: TermDays | null } | null> {
  switch (kind) {
    case "class": {
      const found = await store.findClass(code);
      return (
        found && { scope: { kind: "classes", classes: [found.id] }, title: found.title, term: found.term }
      );
    }
    case "course": {
      const found = await store.findCourse(code);
      return found && { scope: { kind: "classes", classes: found.classes }, title: found.title, term: null };
    }
    case "cohort":
      return (await store.hasCohort(code))
        ? { scope: { kind: "cohort", cohort: code }, title: code, term: null }
        : null;
    case "institution":
      return { scope: { kind: "institution" }, title: "Everybody", term: null };
  }
}
