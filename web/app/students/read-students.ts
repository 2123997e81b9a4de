import { type StudentPage, type StudentRow, studentPage } from "../../../src/contract/http/students.ts";
import { read } from "../api/call-api.ts";
import { type StudentListSearch, studentListQuery } from "./student-list-search.ts";

const pageSize = 500;

/** Students of a list from a place on. */
export function readStudentPage(
  search: StudentListSearch,
  part: { readonly limit: number; readonly offset?: number; readonly cursor?: string | null },
  signal?: AbortSignal,
): Promise<StudentPage> {
  const query = studentListQuery(search);
  query.set("limit", String(part.limit));
  if (part.offset !== undefined) query.set("offset", String(part.offset));
  if (part.cursor != null) query.set("cursor", part.cursor);
  return read(studentPage, `students?${query}`, signal);
}

/**
 * Every student of a list, in its order.
 *
 * @param most how many at most
 * @param onRead told how many have come so far
 */
export async function readEveryStudent(
  search: StudentListSearch,
  most: number,
  signal: AbortSignal,
  onRead: (read: number) => void,
): Promise<StudentRow[]> {
  const students: StudentRow[] = [];
  let cursor: string | null = null;
  do {
    const page: StudentPage = await readStudentPage(
      search,
      { limit: Math.min(pageSize, most - students.length), cursor },
      signal,
    );
    students.push(...page.students);
    onRead(students.length);
    cursor = page.next;
  } while (cursor !== null && students.length < most);
  return students;
}
