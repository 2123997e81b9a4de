/**
 * Does a deed in one transaction, which is taken back where it is refused: of a refused deed nothing is written, whatever it
 * wrote before the refusal was found.
 *
 * @param write runs a transaction, and takes it back where it throws
 * @returns what the deed came to, the refusal too
 */
export async function writeUnlessRefused<Work, Outcome>(
  write: (work: (transaction: Work) => Promise<Outcome>) => Promise<Outcome>,
  deed: (transaction: Work) => Promise<Outcome>,
  isRefused: (outcome: Outcome) => boolean,
): Promise<Outcome> {
  const takenBack = new Error("the deed is refused");
  const refused: { readonly outcome: Outcome }[] = [];
  try {
    return await write(async (transaction) => {
      const outcome = await deed(transaction);
      if (!isRefused(outcome)) return outcome;
      refused.push({ outcome });
      throw takenBack;
    });
  } catch (error) {
    const [last] = refused.slice(-1);
    if (error === takenBack && last !== undefined) return last.outcome;
    throw error;
  }
}
