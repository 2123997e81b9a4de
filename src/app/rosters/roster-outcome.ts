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

export const isRosterRefused = ({ kind }: RosterOutcome<unknown>): boolean => kind === "refused";
