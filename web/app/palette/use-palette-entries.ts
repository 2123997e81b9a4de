import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { roomList } from "../../../src/contract/http/roster.ts";
import { senderPage } from "../../../src/contract/http/senders.ts";
import { sessionList } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";
import { useLive } from "../live/live-context.ts";
import { useMay } from "../me/use-me.ts";
import { isOnNow } from "../registers/is-on-now.ts";
import { titleOf } from "../registers/title-of.ts";
import { writePerson } from "../registers/write-person.ts";
import { writeSpan } from "../registers/write-span.ts";
import { useFoundStaff } from "../school/use-found-staff.ts";
import { writeName } from "../school/write-name.ts";
import { useFoundPeople, writeFound } from "../students/person-picker.tsx";
import { useStudentGroups } from "../students/student-filters.tsx";
import { useServerNow } from "../today/use-server-now.ts";
import { findEntries } from "./find-entries.ts";

const mostOfEach = 6;
const everyMs = 15_000;

interface Found {
  readonly id: string;
  readonly word: string;
  readonly also?: readonly string[];
}

export interface PaletteEntries {
  readonly students: readonly Found[];
  /** By the store's id. */
  readonly staff: readonly Found[];
  /** Sessions that are on now. */
  readonly sessions: readonly Found[];
  /** Those that begin within two hours, or whose doors are still open after their end. */
  readonly nearSessions: readonly Found[];
  /** Both, to be signed off. */
  readonly signOffs: readonly Found[];
  readonly classes: readonly Found[];
  readonly rooms: readonly Found[];
  readonly readers: readonly Found[];
  readonly searching: boolean;
  readonly trouble: string | null;
}

/** People as the server finds them by name or id, the others by their names; nothing before something was typed. */
export function usePaletteEntries(typed: string): PaletteEntries {
  const { reading } = useLive();
  const wanted = typed.trim() !== "";
  const may = {
    sessions: useMay("session.read"),
    rooms: useMay("day.read"),
    readers: useMay("reader.read"),
    students: useMay("student.read"),
    signOff: useMay("register.write"),
    staff: useMay("roster.read"),
  };
  // Somebody is found where their page can be opened.
  const students = useFoundPeople(may.students ? typed : "", mostOfEach);
  const staff = useFoundStaff(may.staff ? typed : "", mostOfEach);
  const groups = useStudentGroups();
  const sessions = useQuery({
    queryKey: ["palette", "sessions", reading],
    enabled: may.sessions,
    queryFn: async ({ signal }) => (await read(sessionList, "sessions?now=true", signal)).sessions,
  });
  const rooms = useQuery({
    queryKey: ["palette", "rooms", reading],
    enabled: may.rooms,
    queryFn: async ({ signal }) => (await read(roomList, "roster/rooms", signal)).rooms,
  });
  const readers = useQuery({
    queryKey: ["palette", "readers", reading],
    enabled: may.readers,
    queryFn: async ({ signal }) => (await read(senderPage, "senders", signal)).senders,
  });
  const clock = useServerNow(everyMs);
  const named = useMemo(
    () => ({
      sessions: (sessions.data ?? []).map((session): Found & { readonly on: boolean } => ({
        id: session.id,
        on: isOnNow(session, clock),
        word: titleOf(session),
        also: [
          `${writeSpan(session)}${session.rooms.length === 0 ? "" : `, ${session.rooms.join(", ")}`}`,
          ...session.classes.flatMap(({ code, title }) => [code, title]),
          ...session.rooms,
        ],
      })),
      classes: (groups?.classes ?? []).map(
        ({ code, title }): Found => ({ id: code, word: code, also: title === code ? [] : [title] }),
      ),
      rooms: (rooms.data ?? []).map(
        ({ code, title, aliases }): Found => ({
          id: code,
          word: code,
          also: [...(title === null || title === code ? [] : [title]), ...aliases],
        }),
      ),
      readers: (readers.data ?? []).map(({ name }): Found => ({ id: name, word: name })),
    }),
    [sessions.data, clock, groups, rooms.data, readers.data],
  );
  const find = (entries: readonly Found[]): Found[] =>
    wanted ? findEntries(typed, entries, mostOfEach) : [];
  return {
    students: students.people.map((found) => ({
      id: found.student.id,
      word: writePerson(found.student),
      also: [writeFound(found)],
    })),
    staff: staff.people.map((person) => ({
      id: person.id,
      word: writeName(person),
      also: [person.code ?? "without an id"],
    })),
    sessions: find(named.sessions.filter(({ on }) => on)),
    nearSessions: find(named.sessions.filter(({ on }) => !on)),
    signOffs: may.signOff
      ? find(named.sessions.map((session) => ({ ...session, word: `Sign off ${session.word}` })))
      : [],
    classes: find(named.classes),
    rooms: find(named.rooms),
    readers: find(named.readers),
    searching:
      wanted &&
      (students.searching || staff.searching || sessions.isLoading || rooms.isLoading || readers.isLoading),
    trouble:
      [students, staff, sessions, rooms, readers].find(({ error }) => error !== null)?.error?.message ?? null,
  };
}
