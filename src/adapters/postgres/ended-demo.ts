// What became of a demonstration that was ended: its classes, their sessions and its students are in no list, sum, figure,
// export or search of the school. Their scans and facts stay, and their own addresses say what they were.

/** Whether a class, by an expression of its id, is the school's: not one of a demonstration that ended. */
export const classIsOfSchool = (id: string): string => `${id} not in (select id from class_of_ended_demo)`;

/** Whether a session, by an expression of its id, is the school's: not all its classes are of a demonstration that ended. */
export const sessionIsOfSchool = (id: string): string =>
  `${id} not in (select id from session_of_ended_demo)`;

/**
 * Whether somebody has a seat in a session, by expressions of its id and the person's: a session of the school expects no
 * student of a demonstration that ended, and one of the demonstration goes on to show whom it had.
 */
export const seatCounts = (session: string, person: string): string =>
  `(${personIsOfSchool(person)} or not (${sessionIsOfSchool(session)}))`;

/** Whether a person, by an expression of the store's id, is the school's: not a student of a demonstration that ended. */
export const personIsOfSchool = (id: string): string => `${id} not in (select id from person_of_ended_demo)`;
