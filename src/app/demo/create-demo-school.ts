import { v7 as uuidv7 } from "uuid";
import type { Log } from "../ports.ts";
import { originalSchool } from "./original-school.ts";
import type { DemoState, RosterStore } from "./roster-store.ts";

/** The original's school as a demonstration: it can be ended with one action, and started again. */
export interface DemoSchool {
  state(): Promise<DemoState>;
  start(): Promise<DemoState>;
  end(): Promise<DemoState>;
}

/** @param onChanged told after the roster changed: what pages hold is no longer true */
export function createDemoSchool(parts: {
  readonly roster: RosterStore;
  readonly today: () => string;
  /** Decides the marks of a local day anew: scans that came before its enrolments count. */
  readonly recompute: (day: string) => Promise<unknown>;
  readonly log: Log;
  readonly onChanged: () => void;
}): DemoSchool {
  const { roster, today, log } = parts;
  async function changed(outcome: string): Promise<DemoState> {
    const state = await roster.demoState(today());
    log.info({ students: state.students, classes: state.classes }, outcome);
    parts.onChanged();
    return state;
  }
  return {
    state: () => roster.demoState(today()),
    async start() {
      const day = today();
      await roster.startDemo(day, originalSchool, uuidv7);
      await parts.recompute(day);
      return changed("demonstration started");
    },
    async end() {
      await roster.endDemo(today());
      return changed("demonstration ended");
    },
  };
}
