const credits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });

/** A credit or a sum of them: 1, 0.5, 2.25. */
export const writeCredit = (credit: number): string => credits.format(credit);
