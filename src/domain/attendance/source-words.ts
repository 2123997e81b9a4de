import type { RegisterMark } from "./register-mark.ts";

/** What a mark rests on, as a paper says it. */
export const sourceWords: Readonly<Record<RegisterMark["source"], string>> = {
  automatic: "readers",
  manual: "by hand",
  leave: "leave",
  import: "import",
};
