import { z } from "zod";

export const institutionView = z.object({
  /** Empty until somebody tells it. */
  name: z.string(),
  /** IANA zone in which days begin and end. A running server does not change it. */
  timeZone: z.string(),
  /** true while nothing but the demonstration is there and nobody has said what to load. */
  firstRun: z.boolean(),
});
export type InstitutionView = z.infer<typeof institutionView>;

export const institutionChange = z.object({
  name: z.string().trim().max(120, "is longer than 120 characters").describe("Empty takes it back"),
});

/** `later` asks no more and leaves everything as it is; `university` is brought by the simulator, beside what is there. */
export const whatToLoad = z.enum(["demonstration", "university", "files", "by_hand", "nothing", "later"]);
export type WhatToLoad = z.infer<typeof whatToLoad>;
export const firstRunChoice = z.object({ load: whatToLoad });
