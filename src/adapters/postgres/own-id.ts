/**
 * The id that a student goes by on every page, file and topic: the student id that is theirs now, or the store's id of the
 * person where they have none any more, as after it was given to somebody else.
 *
 * @param person an expression for the person's id in the store
 */
export const studentOwnId = (person: string): string => `coalesce((
  select i.value from identifier i
  where i.person_id = ${person} and i.scheme = 'student_id' and i.valid_to is null order by i.value limit 1
), ${person}::text)`;

/** Whether a person has no student id any more, so that the store's is the one they go by. */
export const hasNoStudentId = (person: string): string => `not exists (
  select from identifier i where i.person_id = ${person} and i.scheme = 'student_id' and i.valid_to is null)`;

const uuidText = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'";

/**
 * Whoever goes by an id now, as `id`: by a student id or, where it is asked for, a user name, and by the store's for whoever
 * has none of these any more. At most one row.
 *
 * @param value an expression for the id that pages show
 * @param schemes as an SQL list
 */
export const whoGoesBy = (value: string, schemes = "'student_id'"): string => `(
  select known.id from (
    select coalesce(o.merged_into, o.id) as id, i.scheme as rank from identifier i join person o on o.id = i.person_id
    where i.scheme in (${schemes}) and i.value = ${value} and i.valid_to is null
    union all
    select o.id, 'the store' from person o
    where o.id = (case when ${value} ~ ${uuidText} then ${value}::uuid end) and o.merged_into is null
      and not exists (
        select from identifier i where i.person_id = o.id and i.valid_to is null
          and i.scheme = case o.kind when 'student' then 'student_id' else 'username' end)
      and case o.kind when 'student' then 'student_id' else 'username' end in (${schemes})
  ) known order by array_position(array['student_id', 'username', 'the store'], known.rank::text) limit 1)`;
