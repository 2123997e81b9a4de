import type { Temporal } from "temporal-polyfill";
import type { FiguresStore } from "./figures-store.ts";

/**
 * Figures that tell those of whom it cannot be known whether they came apart from those who were not seen, as the
 * registers of open sessions do, by the same rule at the same moment. Rates of timetabled sessions are the same with it and
 * without, since neither counts yet; of a standing day whoever was not seen counts, and whoever cannot be known does not.
 *
 * @param unknowable the open sessions in which it cannot be known who came, by store id (`readAllUnknowable`)
 */
export function figuresWithUnknowable(
  store: FiguresStore,
  unknowable: (now: Temporal.Instant) => Promise<readonly string[]>,
): FiguresStore {
  const told = async <Frame extends { readonly now: Temporal.Instant }>(frame: Frame) => ({
    ...frame,
    unknowable: await unknowable(frame.now),
  });
  return {
    ...store,
    sessionsOfStudent: async (person, frame) => store.sessionsOfStudent(person, await told(frame)),
    sessionsOfStudents: async (persons, frame) => store.sessionsOfStudents(persons, await told(frame)),
    sessionsOfClass: async (classId, frame) => store.sessionsOfClass(classId, await told(frame)),
    countAlike: async (scope, frame, minutes) => store.countAlike(scope, await told(frame), minutes),
    countClassDays: async (classes, frame, minutes) =>
      store.countClassDays(classes, await told(frame), minutes),
    countReport: async (scope, by, frame, minutes) =>
      store.countReport(scope, by, await told(frame), minutes),
  };
}
