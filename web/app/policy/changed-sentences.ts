import type { PolicyVersionView } from "../../../src/contract/http/policy.ts";

export interface ChangedSentence {
  readonly field: string;
  /** null in the first version. */
  readonly before: string | null;
  readonly after: string;
}

/** The rules that a version tells otherwise than the one before it. */
export function changedSentences(
  version: Pick<PolicyVersionView, "words">,
  before: Pick<PolicyVersionView, "words"> | undefined,
): readonly ChangedSentence[] {
  if (before === undefined) return [];
  const told = new Map(before.words.map(({ field, sentence }) => [field, sentence]));
  return version.words.flatMap(({ field, sentence }) => {
    const old = told.get(field) ?? null;
    return old === sentence ? [] : [{ field, before: old, after: sentence }];
  });
}
