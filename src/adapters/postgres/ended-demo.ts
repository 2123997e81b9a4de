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
  `(${seatIsOfSchool(session, person)} or not (${sessionIsOfSchool(session)}))`;

/**
 * Whether a seat in a session of the school is one of its own, by expressions of the session's id and the person's, which
 * name their tables: neither of somebody who left with a demonstration, nor had by an enrolment alone that did.
 */
export const seatIsOfSchool = (session: string, person: string): string =>
  `(${personIsOfSchool(person)} and (${person} not in (select person_id from enrolment where of_ended_demo)
    or coalesce((select bool_or(${enrolmentIsOfSchool("seated")}) from enrolment seated
      join session_class held_by on held_by.class_id = seated.class_id
      where held_by.session_id = ${session} and seated.person_id = ${person}), true)))`;

/** Whether an enrolment, by the name of its table, is the school's: not one that its class had when the school took it over. */
export const enrolmentIsOfSchool = (enrolment: string): string => `not ${enrolment}.of_ended_demo`;

/** Whether a person, by an expression of the store's id, is the school's: not a student of a demonstration that ended. */
export const personIsOfSchool = (id: string): string => `${id} not in (select id from person_of_ended_demo)`;
