import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "../live/live-context.ts";
import { writePerson } from "../sessions/write-person.ts";
import { useFoundPeople, writeFound } from "../students/person-picker.tsx";
import { findEntries } from "./find-entries.ts";
import { readAllClasses } from "./read-all-classes.ts";

const mostOfEach = 6;

interface Found {
  readonly id: string;
  readonly word: string;
  readonly also?: readonly string[];
}

export interface PaletteEntries {
  readonly students: readonly Found[];
  readonly classes: readonly Found[];
  readonly locations: readonly Found[];
  readonly searching: boolean;
  readonly trouble: string | null;
}

/** Students as the server finds them, classes and locations by name; nothing before something was typed. */
export function usePaletteEntries(typed: string): PaletteEntries {
  const { reading } = useLive();
  const students = useFoundPeople(typed, mostOfEach);
  const classes = useQuery({
    queryKey: ["palette", "classes", reading],
    enabled: typed.trim() !== "",
    queryFn: ({ signal }) => readAllClasses(signal),
  });
  const named = useMemo(() => {
    const all = classes.data ?? [];
    const rooms = new Set(all.flatMap(({ location }) => location ?? []));
    return {
      classes: all.map(({ code, title }) => ({ id: code, word: code, also: title === code ? [] : [title] })),
      locations: [...rooms].sort().map((room) => ({ id: room, word: room })),
    };
  }, [classes.data]);
  const wanted = typed.trim() !== "";
  return {
    students: wanted
      ? students.people.map((found) => ({
          id: found.student.id,
          word: writePerson(found.student),
          also: [writeFound(found)],
        }))
      : [],
    classes: wanted ? findEntries(typed, named.classes, mostOfEach) : [],
    locations: wanted ? findEntries(typed, named.locations, mostOfEach) : [],
    searching: wanted && (students.searching || classes.isFetching),
    trouble: students.error?.message ?? classes.error?.message ?? null,
  };
}
