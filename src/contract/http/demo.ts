import { z } from "zod";

/** How the demonstration stands: on while students are enrolled in its classes. */
export const demoView = z.object({ active: z.boolean(), students: z.int(), classes: z.int() });

/** `POST /api/v1/demo/start`. Where everything is the school's own nothing was started, and it is not active. */
export const demoStarted = demoView.extend({
  ofSchool: z
    .object({
      classes: z.array(z.string()).describe("Codes of classes that are the school's own, or whose room is"),
      students: z.array(z.string()).describe("Ids of students who are the school's own"),
    })
    .describe("What was left alone"),
});
export type DemoStarted = z.infer<typeof demoStarted>;
