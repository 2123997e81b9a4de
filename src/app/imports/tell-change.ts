/**
 * How each field of a row is told where the words of the whole row do not show that it changes: `weight 2`; null for one
 * that never does.
 */
export type FieldWords<Row> = {
  readonly [Field in keyof Required<Row>]: ((value: Row[Field]) => string) | null;
};

/**
 * A row before and after a change, in words. A field that changes and that the words of the whole row do not show is told
 * behind them, on both sides, so that no change is told by the same words twice.
 */
export function tellChange<Row extends object>(
  before: Row,
  after: Row,
  tell: (row: Row) => string,
  words: FieldWords<Row>,
): { readonly before: string; readonly after: string } {
  const told = tell(after);
  const changed: { readonly phrase: (row: Row) => string; readonly isHidden: boolean }[] = [];
  for (const field of Object.keys(words) as (keyof Row)[]) {
    const phrase = words[field];
    if (phrase === null || textOf(before[field]) === textOf(after[field])) continue;
    const isHidden = tell({ ...after, [field]: before[field] }) === told;
    changed.push({ phrase: (row) => phrase(row[field]), isHidden });
  }
  const hidden = changed.filter(({ isHidden }) => isHidden);
  // Two that change may come to the same words together, as a part of a name that goes from one field to another.
  const more = hidden.length === 0 && tell(before) === told ? changed : hidden;
  const whole = (row: Row): string => [tell(row), ...more.map(({ phrase }) => phrase(row))].join(", ");
  return { before: whole(before), after: whole(after) };
}

/** What two values have in common that are the same; lists have no order. */
const textOf = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? [...value].sort() : value) ?? "";

/** Names for a sentence: `A and B`, `nobody`. */
export const listed = (names: readonly string[], none: string): string =>
  names.length === 0 ? none : names.toSorted().join(" and ");
