/** Why a change to a roster is not made, with the field to correct. */
export interface RosterRefusal {
  /** `unknown`: no such row; `taken`: another row is in the way; `invalid`: a value that cannot be. */
  readonly code: "unknown" | "taken" | "invalid";
  readonly field: string;
  readonly value: string;
  /** What is wrong and what to do, in words. */
  readonly message: string;
}

export type RosterOutcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "refused"; readonly refusal: RosterRefusal };

export const done = <T>(value: T): RosterOutcome<T> => ({ kind: "done", value });

export const refuseRoster = (
  code: RosterRefusal["code"],
  field: string,
  value: string,
  message: string,
): RosterOutcome<never> => ({ kind: "refused", refusal: { code, field, value, message } });

/**
 * Does a deed in one transaction, which is taken back where it is refused: of a refused deed nothing is written, whatever it
 * wrote before the refusal was found.
 *
 * @param write runs a transaction, and takes it back where it throws
 */
export async function writeUnlessRefused<Work, T>(
  write: (work: (transaction: Work) => Promise<T>) => Promise<T>,
  deed: (transaction: Work) => Promise<RosterOutcome<T>>,
): Promise<RosterOutcome<T>> {
  try {
    const value = await write(async (transaction) => {
      const outcome = await deed(transaction);
      if (outcome.kind === "refused") throw new DeedRefused(outcome.refusal);
      return outcome.value;
    });
    return done(value);
  } catch (error) {
    if (error instanceof DeedRefused) return { kind: "refused", refusal: error.refusal };
    throw error;
  }
}

/** Carries a refusal out of the transaction that it takes back. */
class DeedRefused extends Error {
  override readonly name = "DeedRefused";
  readonly refusal: RosterRefusal;
  constructor(refusal: RosterRefusal) {
    super("the deed is refused");
    this.refusal = refusal;
  }
}
