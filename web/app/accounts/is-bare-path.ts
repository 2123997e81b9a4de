import { pagePaths } from "../../../src/contract/http/page-paths.ts";

const bare: readonly string[] = [
  pagePaths.signIn,
  pagePaths.signInLink,
  pagePaths.setUp,
  pagePaths.mailChoice,
  pagePaths.wall,
];

/** Whether a page is shown to whoever comes: it stands alone, and knows nothing of the institution's people. */
export const isBarePath = (path: string): boolean => bare.includes(path);
