import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { createFigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

const script = fileURLToPath(new URL("../../../bench/kiosk.mjs", import.meta.url));
const told = z.object({
  chromium: z.string(),
  loadMs: z.number(),
  frameMs: z.array(z.number()),
  memoryMb: z.array(z.number().nullable()),
});

/** (j) What a camera's picture costs the kiosk in a real Chromium, on its one thread. */
export const kioskPart: Part = {
  title: "The kiosk: frames of 640 × 480, one thread",
  async run({ quick, say }) {
    say("looking at frames");
    const frames = quick ? "50" : "500";
    const { stdout } = await promisify(execFile)(process.execPath, [script, "--frames", frames, "--json"]);
    const { chromium, loadMs, frameMs, memoryMb } = told.parse(JSON.parse(stdout));
    const book = createFigureBook();
    for (const ms of frameMs) book.add({ case: "a frame", measure: "time", unit: "ms" }, ms);
    book.add({ case: "the nets", measure: "loaded in", unit: "ms" }, loadMs);
    const known = memoryMb.filter((mb) => mb !== null);
    for (const mb of known) book.add({ case: "the page", measure: "memory", unit: "MB" }, mb);
    return { figures: book.figures(), notes: { chromium } };
  },
};
