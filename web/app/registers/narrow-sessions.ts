import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { createSearch } from "../../../src/domain/kernel/fold-text.ts";
import type { SessionsSearch } from "./sessions-search.ts";
import { titleOf } from "./title-of.ts";
import { writePerson } from "./write-person.ts";

/** What can be chosen to narrow a day, each once and in order. */
export interface Narrowings {
  readonly rooms: readonly string[];
  readonly classes: readonly { readonly code: string; readonly title: string }[];
  readonly staff: readonly { readonly id: string; readonly word: string }[];
}

/** The sessions that the filters leave over, in their order. */
export function narrowSessions(
  sessions: readonly SessionRow[],
  { search, room, class: code, staff, state, look }: SessionsSearch,
): SessionRow[] {
  const matches = search === undefined ? null : createSearch(search);
  return sessions.filter(
    (session) =>
      (room === undefined || session.rooms.includes(room)) &&
      (code === undefined || session.classes.some((each) => each.code === code)) &&
      (staff === undefined || session.staff.some(({ id }) => id === staff)) &&
      (state === undefined || session.state === state) &&
      (look === undefined || session.toLookAt > 0) &&
      (matches === null || matches(wordsOf(session))),
  );
}

const wordsOf = (session: SessionRow): string[] => [
  titleOf(session),
  ...session.rooms,
  ...session.classes.flatMap(({ code, title }) => [code, title]),
  ...session.staff.map(writePerson),
];

/** What the sessions of a day can be narrowed to. */
export function narrowingsOf(sessions: readonly SessionRow[]): Narrowings {
  const classes = new Map(sessions.flatMap((session) => session.classes.map((each) => [each.code, each])));
  const staff = new Map(
    sessions.flatMap((session) => session.staff.map((person) => [person.id, writePerson(person)] as const)),
  );
  return {
    rooms: [...new Set(sessions.flatMap(({ rooms }) => rooms))].sort(),
    classes: [...classes.values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
    staff: [...staff]
      .map(([id, word]) => ({ id, word }))
      .sort((a, b) => a.word.localeCompare(b.word, "en-GB")),
  };
}
