/**
 * Whether a refusal's reason says that no one was recognised, so that the student id beside it is a claim and
 * not an identification. The original camera writes "Face not in database"; others write "unknown face",
 * "unrecognised face", "stranger" and the like.
 */
export function reasonSaysUnknownFace(reason: string | null): boolean {
  if (reason === null) return false;
  return (
    /\bnot\s+(?:found\s+)?in\s+(?:the\s+)?database\b/i.test(reason) ||
    /\b(?:unknown|unrecogni[sz]ed|unregistered|unidentified)\s+(?:face|person|subject)\b/i.test(reason) ||
    /\b(?:face|person|subject)\s+(?:is\s+)?(?:unknown|unregistered|unidentified|not\s+(?:recogni[sz]ed|registered|identified|known))\b/i.test(
      reason,
    ) ||
    /\bstranger\b/i.test(reason)
  );
}
