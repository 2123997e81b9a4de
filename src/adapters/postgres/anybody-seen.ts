/** Whether anybody was ever recognised, or marked by a person or an import: a row of one column, `seen`. */
export const anybodySeenQuery = `select exists (select from scan where person_id is not null)
  or exists (select from mark where source in ('manual', 'import') or first_seen is not null) as seen`;
