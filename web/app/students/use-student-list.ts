import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { StudentPage, StudentRow } from "../../../src/contract/http/students.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { useLiveStore } from "../live/live-context.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { isUnsaid } from "./is-unsaid.ts";
import { readStudentPage } from "./read-students.ts";
import type { StudentListSearch } from "./student-list-search.ts";

/** Students as the server gave them, with the change up to which the answer is complete at least. */
interface ReadPage extends StudentPage {
  readonly since: number;
}

export interface StudentList {
  /** Of the first page; undefined until it is read. */
  readonly head: StudentPage | undefined;
  /** The student at a place of the list, or null while that part is being read. */
  readonly at: (index: number) => StudentRow | null;
  /** Each student that was read, by place. */
  readonly read: readonly StudentRow[];
  /** true while what is shown answers an earlier question. */
  readonly stale: boolean;
  /** true where something changed since, and reading anew could put rows elsewhere. */
  readonly behind: boolean;
  readonly error: Error | null;
  readonly again: () => void;
}

export const pageSize = 100;
/** Parts of the list that are only scrolled past are not read. */
const restMs = 60;
const atMostEveryMs = 2_000;

/**
 * A list of any length, of which only what is looked at is read: pages of a hundred, each by its place, so that a jump
 * to the middle reads the middle alone. What is in view is read again after changes, unless that could move rows under
 * the reader's eyes: a list by rate or alerts waits until it is asked to.
 *
 * @param inView the first and last page in view, from 0
 */
export function useStudentList(
  search: StudentListSearch,
  inView: { readonly first: number; readonly last: number },
): StudentList {
  const store = useLiveStore();
  const client = useQueryClient();
  const reading = useLiveValue((live) => live.reading);
  const seq = useLiveValue(({ state }) => state?.seq ?? 0);
  const question = JSON.stringify(search);
  // Of an earlier question nothing is read any more: another one begins at its first page.
  const settled = useSettled(`${inView.first} ${inView.last} ${question}`, restMs);
  const [firstPage = 0, lastPage = 0] = settled.endsWith(` ${question}`)
    ? settled.split(" ", 2).map(Number)
    : [];

  const page = (number: number) => ({
    queryKey: ["students", "list", reading, question, number],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ReadPage> => {
      const since = store.snapshot().state?.seq ?? 0;
      return {
        ...(await readStudentPage(search, { limit: pageSize, offset: number * pageSize }, signal)),
        since,
      };
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
  const behind = first.data !== undefined && seq > first.data.since;
  // While no rate is said, since nobody was ever seen, there is no order by rates that could change.
  const unsaid = first.data?.students.some(({ rate }) => isUnsaid(rate)) ?? false;
  const moves = !unsaid && (search.below !== undefined || /rate|alerts/.test(search.sort ?? ""));
  useEffect(() => {
    if (!behind || moves) return;
    const timer = setTimeout(
      () => void client.invalidateQueries({ queryKey: ["students", "list"] }),
      atMostEveryMs,
    );
    return () => clearTimeout(timer);
  }, [behind, moves, client]);
  const failed = [first, ...others].find(({ error }) => error !== null);
  return {
    head: first.data,
    at: (index) => pages.get(Math.floor(index / pageSize))?.students[index % pageSize] ?? null,
    read: [...pages.values()].flatMap(({ students }) => students),
    stale,
    behind: behind && moves,
    error: failed?.error ?? null,
    again: () => void failed?.refetch(),
  };
}
