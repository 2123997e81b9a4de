import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSettled } from "../../ui/use-settled.ts";
import { readStudents } from "../api/call-api.ts";
import { useLive } from "../live/live-context.ts";
import { findEntries } from "./find-entries.ts";
import { readAllClasses } from "./read-all-classes.ts";

const searchDelayMs = 150;
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
  const search = useSettled(typed.trim(), searchDelayMs);
  const students = useQuery({
    queryKey: ["palette", "students", reading, search],
    enabled: search !== "",
    queryFn: ({ signal }) =>
      readStudents({ search, sort: "student", cursor: null, limit: mostOfEach }, signal),
    placeholderData: (before) => before,
  });
  const classes = useQuery({
    queryKey: ["palette", "classes", reading],
    enabled: search !== "",
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
      ? (students.data?.students ?? []).map(({ studentId }) => ({ id: studentId, word: studentId }))
      : [],
    classes: wanted ? findEntries(typed, named.classes, mostOfEach) : [],
    locations: wanted ? findEntries(typed, named.locations, mostOfEach) : [],
    searching: wanted && (search !== typed.trim() || students.isFetching || classes.isFetching),
    trouble: students.error?.message ?? classes.error?.message ?? null,
  };
}
