import { z } from "zod";
import { genericSource } from "./generic-source.ts";

/** What an operator describes of senders that no adapter knows. */
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
    }),
});
