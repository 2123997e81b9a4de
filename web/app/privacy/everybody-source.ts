import { personPage } from "../../../src/contract/http/roster.ts";
import { foundPeople } from "../../../src/contract/http/students.ts";
import { read } from "../api/call-api.ts";
import { writePerson } from "../registers/write-person.ts";
import { writeName } from "../school/write-name.ts";
import { type PeopleSource, writeFound } from "../students/person-picker.tsx";

/** Somebody of the roster, of whom something may be kept. */
export interface Anybody {
  readonly kind: "student" | "staff";
  /** A student's id, or the user name of staff. */
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

/** Students and staff by name or id, as the server finds them. */
export const everybody: PeopleSource<Anybody> = {
  key: ["everybody"],
  async find(search, most, signal) {
    const asked = new URLSearchParams({ search, limit: String(most) });
    const [students, staff] = await Promise.all([
      read(foundPeople, `people?${asked}`, signal),
      read(personPage, `roster/staff?${asked}`, signal),
    ]);
    const found: readonly Anybody[] = [
      ...students.people.map((each): Anybody => {
        const { student } = each;
        return { kind: "student", id: student.id, name: writePerson(student), about: writeFound(each) };
      }),
      // Who has no user name any more has no address, and is found by nobody.
      ...staff.people.flatMap((each): Anybody[] =>
        each.code === null
          ? []
          : [{ kind: "staff", id: each.code, name: writeName(each), about: `${each.code} · staff` }],
      ),
    ];
    const rest = students.total - students.people.length;
    return {
      people: found.slice(0, most),
      total: staff.next === null ? found.length + rest : null,
    };
  },
  idOf: ({ kind, id }) => `${kind} ${id}`,
  nameOf: ({ name }) => name,
  aboutOf: ({ about }) => about,
};
