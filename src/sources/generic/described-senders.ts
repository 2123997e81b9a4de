import { z } from "zod";
import { genericSource } from "./generic-source.ts";

const names = z
  .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, '_' or '-'"))
  .max(10_000)
  .default([]);

/** What an operator says of the senders: those that no adapter knows, and which terminals are the institution's. */
export const describedSenders = z.strictObject({
  generic: z
    .array(genericSource)
    .max(100)
    .superRefine((sources, context) => {
      const names = sources.map(({ name }) => name);
      for (const [at, name] of names.entries()) {
        if (names.indexOf(name) === at) continue;
        context.addIssue({
          code: "custom",
          path: [at, "name"],
          message: "must differ from the others' names",
        });
      }
    })
    .default([]),
  /** Serial numbers of ZKTeco terminals; the records of any other are not taken. */
  zkteco: names,
  /** Names of Hikvision and of Dahua terminals, as they stand in the addresses that they post to. */
  hikvision: names,
  dahua: names,
});
