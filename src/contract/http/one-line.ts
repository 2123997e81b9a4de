import { z } from "zod";

/** Names, codes and titles stand on one line, so that files give back what was written. */
export const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u, "must not hold line ends, tabs or other control characters")
    .refine((text) => text.isWellFormed(), "must not hold half of a surrogate pair");
