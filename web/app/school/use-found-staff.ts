import type { z } from "zod";
import { personPage } from "../../../src/contract/http/roster.ts";
import { read } from "../api/call-api.ts";
import { type PeopleSource, useFoundIn } from "../students/person-picker.tsx";
import { writeName } from "./write-name.ts";

type RosterPerson = z.infer<typeof personPage>["people"][number];

/** Staff of the roster by name or id. */
const staff: PeopleSource<RosterPerson> = {
  key: ["staff"],
  async find(search, most, signal) {
    const asked = new URLSearchParams({ search, limit: String(most) });
    const { people, next } = await read(personPage, `roster/staff?${asked}`, signal);
    return { people, total: next === null ? people.length : null };
  },
  idOf: ({ id }) => id,
  nameOf: writeName,
  aboutOf: ({ code }) => code ?? "",
};

/** Staff by name or id, as the server finds them. */
export const useFoundStaff = (typed: string, most: number) => useFoundIn(staff, typed, most);
