import { validate as isUuid } from "uuid";
import type { Span } from "../../domain/timetable/standing-session.ts";
import { hasNoStudentId } from "./own-id.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/**
 * Whose student ids are in a span of time, by id: the last holder within it. An id that nobody had by then is its present
 * holder's, but for one that was somebody else's before: that one is left out, for whoever has it now is not meant.
 * Whoever has no id of their own any more goes by the store's, as on pages.
 */
export async function studentHolders(
  query: PooledQuery,
  studentIds: readonly string[],
  { start, end }: Span,
): Promise<Map<string, string>> {
  if (studentIds.length === 0) return new Map();
  const rows = await query<{ value: string; person_id: string }>(
    `select distinct on (i.value) i.value, i.person_id from identifier i
     where i.scheme = 'student_id' and i.value = any($1::text[])
       and (i.valid_to is null or (i.valid_to > $2::timestamptz and i.valid_to > i.valid_from))
       and (i.valid_from < $3::timestamptz or (i.valid_to is null and not exists (
         select from identifier b
         where b.scheme = i.scheme and b.value = i.value and b.person_id <> i.person_id
           and b.valid_from < i.valid_from
       )))
     order by i.value, i.valid_from < $3::timestamptz desc, i.valid_from desc`,
    [studentIds, toTimestamptz(start), toTimestamptz(end)],
  );
  const found = new Map(rows.map(({ value, person_id }) => [value, person_id]));
  const storeIds = studentIds.filter((value) => !found.has(value) && isUuid(value));
  if (storeIds.length === 0) return found;
  const nameless = await query<{ id: string }>(
    `select p.id from person p
     where p.id = any($1::uuid[]) and p.kind = 'student' and p.merged_into is null
       and ${hasNoStudentId("p.id")}`,
    [storeIds],
  );
  for (const { id } of nameless) found.set(id, id);
  return found;
}
