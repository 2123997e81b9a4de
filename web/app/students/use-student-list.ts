import { useQueries, useQuery } from "@tanstack/react-query";
import { type StudentPage, type StudentView, studentPage } from "../../../src/contract/http/api.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { read } from "../api/call-api.ts";
import { useLiveStore } from "../live/live-context.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { type StudentListSearch, studentListQuery } from "./student-list-search.ts";

/** Students as the server gave them, with the change up to which the answer is complete at least. */
export interface ReadPage extends StudentPage {
  readonly since: number;
}

export interface ListedStudent {
  readonly student: StudentView;
  readonly since: number;
}

export interface StudentList {
  /** null until it is known. */
  readonly total: number | null;
  /** The student at a place of the list, or null while that part is being read. */
  readonly at: (index: number) => ListedStudent | null;
  /** Each student that was read, by place. */
  readonly read: readonly ListedStudent[];
  /** true while what is shown answers an earlier question. */
  readonly stale: boolean;
  readonly error: Error | null;
  readonly again: () => void;
  /** The change up to which the first page is complete: its order is of then. */
  readonly since: number;
}

export const pageSize = 100;
/** Parts of the list that are only scrolled past are not read. */
const restMs = 60;

/**
 * A list of any length, of which only what is looked at is read: pages of a hundred, each by its place, so that a jump
 * to the middle reads the middle alone. A row stays where it is when its rate changes; what was heard since a page was
 * read is folded over it when it is shown.
 *
 * @param inView the first and last page in view, from 0
 */
export function useStudentList(
  search: StudentListSearch,
  inView: { readonly first: number; readonly last: number },
): StudentList {
  const store = useLiveStore();
  const reading = useLiveValue((live) => live.reading);
  const parameters = studentListQuery(search).toString();
  // Of an earlier question nothing is read any more: another one begins at its first page.
  const settled = useSettled(`${inView.first} ${inView.last} ${parameters}`, restMs);
  const [firstPage = 0, lastPage = 0] = settled.endsWith(` ${parameters}`)
    ? settled.split(" ", 2).map(Number)
    : [];

  const page = (number: number) => ({
    queryKey: ["students", "list", reading, parameters, number],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ReadPage> => {
      const since = store.snapshot().state?.seq ?? 0;
      const query = new URLSearchParams(parameters);
      query.set("limit", String(pageSize));
      query.set("offset", String(number * pageSize));
      return { ...(await read(studentPage, `students?${query}`, signal)), since };
    },
  });
  const first = useQuery({ ...page(0), placeholderData: (before: ReadPage | undefined) => before });
  const numbers = Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index).filter(
    (number) => number > 0,
  );
  const stale = first.isPlaceholderData;
  const others = useQueries({ queries: stale ? [] : numbers.map(page) });

  const pages = new Map<number, ReadPage>();
  if (first.data !== undefined) pages.set(0, first.data);
  for (const [index, { data }] of others.entries()) {
    const number = numbers[index];
    if (data !== undefined && number !== undefined) pages.set(number, data);
  }
  const failed = [first, ...others].find(({ error }) => error !== null);
  return {
    total: first.data?.total ?? null,
    at(index) {
      const found = pages.get(Math.floor(index / pageSize));
      const student = found?.students[index % pageSize];
      return found === undefined || student === undefined ? null : { student, since: found.since };
    },
    read: [...pages.values()].flatMap(({ students, since }) =>
      students.map((student) => ({ student, since })),
    ),
    stale,
    error: failed?.error ?? null,
    again: () => void failed?.refetch(),
    since: first.data?.since ?? 0,
  };
}
