/**
 * The part of a session's time in which somebody arrived, when [opens, end] is cut into equal parts. Who came before or
 * after counts in the first or the last.
 *
 * @param span epoch milliseconds
 * @param at epoch milliseconds
 * @returns 0 to parts - 1
 */
export function arrivalPart(
  span: { readonly opens: number; readonly end: number },
  at: number,
  parts: number,
): number {
  const share = (at - span.opens) / Math.max(1, span.end - span.opens);
  return Math.min(parts - 1, Math.max(0, Math.floor(share * parts)));
}
