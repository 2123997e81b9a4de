/** A term as figures look at it: local days, both inclusive, ISO. */
interface TermOfDays {
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

/** Days that two terms both cover. */
export interface DaysInCommon<Term extends TermOfDays> {
  readonly from: string;
  readonly to: string;
  /** The one over which figures of those days are taken: it begins later, or, where both begin together, its code comes first. */
  readonly counts: Term;
  readonly other: Term;
}

/** Each two terms that share days, earliest first. A class's own term comes before either. */
export function termsInCommon<Term extends TermOfDays>(
  terms: readonly Term[],
): readonly DaysInCommon<Term>[] {
  const shared = terms.flatMap((one, at) =>
    terms.slice(at + 1).flatMap((two): DaysInCommon<Term>[] => {
      const from = one.from > two.from ? one.from : two.from;
      const to = one.to < two.to ? one.to : two.to;
      if (from > to) return [];
      const [counts, other] = isBefore(one, two) ? [one, two] : [two, one];
      return [{ from, to, counts, other }];
    }),
  );
  return shared.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : 1));
}

const isBefore = (one: TermOfDays, two: TermOfDays): boolean =>
  one.from === two.from ? one.code < two.code : one.from > two.from;
