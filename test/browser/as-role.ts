import type { BrowserContextOptions } from "playwright-core";

/** A window of whoever the guarded school of a test knows by this word. */
export const asRole = (word: string) =>
  ({
    storageState: {
      cookies: [
        {
          name: "as",
          value: word,
          domain: "localhost",
          path: "/",
          expires: -1,
          httpOnly: false,
          secure: false,
          sameSite: "Lax",
        },
      ],
      origins: [],
    },
  }) as const satisfies BrowserContextOptions;
