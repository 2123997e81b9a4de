const word =
  /^(?:n\s?\/\s?a|n\.\s?a\.?|n\/d|null|nil|none|undefined|not known|unknown|unbekannt|t\.?\s?b\.?\s?[acd]\.?|to be (?:announced|confirmed|decided)|à confirmer|[-–—_?.]+)$/iu;

/** Whether a text is what people and programmes write where they know nothing: `N/A`, `null`, `-`, `TBA`. */
export function standsForNothing(text: string): boolean {
  return word.test(text.trim());
}
