import type { CalendarRule } from "./calendar-rules.ts";
import { type SampleEvent, tryRule } from "./try-rule.ts";

/** Runs the reader's own expressions where they cannot hold up the page: whoever waits too long ends this worker. */
addEventListener("message", ({ data }: MessageEvent<{ rule: CalendarRule; samples: SampleEvent[] }>) => {
  postMessage(tryRule(data.rule, data.samples));
});
