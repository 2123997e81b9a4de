import type { InstitutionView, WhatToLoad } from "../../contract/http/institution.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { DemoSchool } from "../demo/create-demo-school.ts";
import { weeksWithoutTerm } from "../figures/choose-window.ts";
import type { Clock, Log } from "../ports.ts";
import { weeksUpTo } from "../students/weeks-of.ts";
import type { InstitutionStore } from "./institution-store.ts";

/** The institution as its pages show it, and the first run in which it is told. */
export interface Institution {
  view(): Promise<InstitutionView>;
  /** @param name without space around it; empty takes it back */
  rename(name: string): Promise<InstitutionView>;
  /**
   * Has its days begin and end in another zone once the server is started again.
   *
   * @param timeZone an IANA name that exists
   * @returns false, and nothing is changed, where it is not asked for any more
   */
  moveToTimeZone(timeZone: string): Promise<boolean>;
  /**
   * Ends the first run, and does what was chosen: for a school of one's own the demonstration ends, since made-up people
   * are to count in no figure of it. Choosing once more changes what is loaded and nothing else.
   */
  begin(load: WhatToLoad): Promise<InstitutionView>;
}

/**
 * @param parts.zoneIsSet true where a setting names the zone, which is then not asked for
 * @param parts.onChanged told when what every page shows around its content has changed
 */
export function createInstitution(parts: {
  readonly store: InstitutionStore;
  readonly demo: DemoSchool;
  readonly timeZone: string;
  readonly zoneIsSet: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: () => void;
}): Institution {
  const { store, demo, timeZone, zoneIsSet, clock, log } = parts;
  async function view(): Promise<InstitutionView> {
    const { name, begun, untouched, timeZone: stored } = await store.read();
    const today = dayOf(clock.now(), timeZone).toString();
    const since = weeksUpTo(today, weeksWithoutTerm)[0]?.monday ?? today;
    return {
      name,
      timeZone,
      nextTimeZone: stored === timeZone ? null : stored,
      asksTimeZone: untouched && !zoneIsSet,
      firstRun: untouched && !begun,
      termMissing: await store.timetabledWithoutTerm(since, today),
    };
  }
  return {
    view,
    async rename(name) {
      await store.rename(name);
      parts.onChanged();
      return view();
    },
    async moveToTimeZone(next) {
      if (zoneIsSet || !(await store.moveToTimeZone(next))) return false;
      log.info({ from: timeZone, to: next }, "the store takes on another time zone when it is opened next");
      parts.onChanged();
      return true;
    },
    async begin(load) {
      const { active } = await demo.state();
      if (load === "demonstration" && !active) await demo.start();
      if ((load === "files" || load === "by_hand" || load === "nothing") && active) await demo.end();
      await store.begin(clock.now());
      log.info({ load }, "the first run is over");
      parts.onChanged();
      return view();
    },
  };
}
