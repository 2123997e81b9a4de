import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { Clock, Log } from "../ports.ts";
import { type DemoDay, endDemo, startDemo } from "./demo-roster.ts";
import { originalSchool } from "./original-school.ts";
import type { DemoRosterStore, DemoState, LeftToSchool } from "./roster-store.ts";

/** The original's school as a demonstration: it can be ended with one action, and started again. */
export interface DemoSchool {
  state(): Promise<DemoState>;
  /** Where nothing of it can be started it is not active after it; `ofSchool` says why. */
  start(): Promise<DemoState & { readonly ofSchool: LeftToSchool }>;
  end(): Promise<DemoState>;
}

/** @param onChanged told after the roster changed: what pages hold is no longer true */
export function createDemoSchool(parts: {
  readonly roster: DemoRosterStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly onChanged: () => void;
}): DemoSchool {
  const { roster, clock, timeZone, log } = parts;
  const demoDay = (): DemoDay => {
    const now = clock.now();
    return { day: dayOf(now, timeZone).toString(), timeZone, now };
  };
  async function changed(outcomeOf: (state: DemoState) => string): Promise<DemoState> {
    const state = await roster.demoState(demoDay().day);
    log.info({ students: state.students, classes: state.classes }, outcomeOf(state));
    parts.onChanged();
    return state;
  }
  return {
    state: () => roster.demoState(demoDay().day),
    async start() {
      const ofSchool = await startDemo(roster, originalSchool, demoDay());
      const state = await changed(({ active }) =>
        active
          ? "demonstration started"
          : "demonstration not started: what it would begin is the school's own",
      );
      return { ...state, ofSchool };
    },
    async end() {
      await endDemo(roster, demoDay());
      return changed(() => "demonstration ended");
    },
  };
}
