import { pagePaths } from "../../../src/contract/http/page-paths.ts";

const bare: readonly string[] = [
  pagePaths.signIn,
  pagePaths.signInLink,
  pagePaths.setUp,
  pagePaths.mailChoice,
  pagePaths.wall,
  pagePaths.here,
];
/** A code for a projector: it stands alone as well, and says itself that nobody is signed in. */
const code = new RegExp(`^${pagePaths.registerCode.replace("$session", "[^/]+")}$`);

/** Whether a page is shown to whoever comes: it stands alone, and knows nothing of the institution's people. */
export const isBarePath = (path: string): boolean => bare.includes(path) || code.test(path);
