import type { SampleEvent } from "./try-rule.ts";

/** Kinds of entries of a calendar, each once, so that a rule can be tried on them: `SUMMARY` and `LOCATION` as they stand. */
export function calendarSamples(text: string, most: number): readonly SampleEvent[] {
  const lines = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const samples = new Map<string, SampleEvent>();
  let summary = "";
  let location = "";
  for (const line of lines) {
    if (line === "BEGIN:VEVENT") {
      summary = "";
      location = "";
    }
    const value = /^(SUMMARY|LOCATION)[^:]*:(.*)$/i.exec(line);
    if (value?.[1]?.toUpperCase() === "SUMMARY") summary = unescaped(value[2] ?? "");
    else if (value) location = unescaped(value[2] ?? "");
    if (line !== "END:VEVENT" || summary === "") continue;
    // One of each title is enough to see what a rule makes of it.
    if (!samples.has(summary)) samples.set(summary, { summary, location });
    if (samples.size >= most) break;
  }
  return [...samples.values()];
}

const unescaped = (text: string): string =>
  text
    .replace(/\\n/gi, " ")
    .replace(/\\([\\;,])/g, "$1")
    .trim();
