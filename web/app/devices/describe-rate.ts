const number = new Intl.NumberFormat("en-GB");

/**
 * Scans by the hour, in words: "12 scans in the last 24 hours, at most 7 in one, 3 in this".
 *
 * @param rate of the last hours, the one that is on now the last
 */
export function describeRate(rate: readonly number[]): string {
  const sum = rate.reduce((all, one) => all + one, 0);
  const most = Math.max(0, ...rate);
  return `${number.format(sum)} ${sum === 1 ? "scan" : "scans"} in the last ${rate.length} hours, at most ${number.format(most)} in one, ${number.format(rate.at(-1) ?? 0)} in this`;
}
