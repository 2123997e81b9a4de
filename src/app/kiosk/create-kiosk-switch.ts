import { v7 as uuidv7 } from "uuid";
import type { KioskView, SwitchOn } from "../../contract/http/kiosk.ts";
import type { Clock, Log } from "../ports.ts";
import type { KioskStore } from "./kiosk-store.ts";
import { unansweredPoints } from "./unanswered-points.ts";
import { type InstallationFacts, writeAssessment } from "./write-assessment.ts";

/** Why it was not switched on. */
export interface SwitchRefusal {
  readonly code: "unanswered";
  /** The ids of the points. */
  readonly points: readonly string[];
}

/** Whether kiosks of this server may look at faces. */
export interface KioskSwitch {
  view(): Promise<KioskView>;
  /** Writes the impact assessment and switches on. Null when done. */
  on(wish: SwitchOn): Promise<SwitchRefusal | null>;
  /** Switches off; one action, and no questions. */
  off(by: string): Promise<void>;
  /** The impact assessment of the newest switching on (HTML), or null when it was never on. */
  assessment(): Promise<string | null>;
}

const decisionsShown = 50;

/** Off until switched on: a store without decisions is one where nobody may be looked at. */
export function createKioskSwitch(parts: {
  readonly store: KioskStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: () => InstallationFacts;
}): KioskSwitch {
  const { store, clock, log, facts } = parts;
  return {
    async view() {
      const decisions = await store.decisions(decisionsShown);
      const { site, broker } = facts();
      const challenge = decisions[0]?.challenge ?? null;
      return {
        on: challenge !== null,
        challenge: challenge ?? "always",
        site,
        mqttHere: broker === "embedded",
        decisions: decisions.map((decision) => ({
          id: decision.id,
          at: decision.at.toString({ fractionalSecondDigits: 3 }),
          by: decision.by,
          on: decision.challenge !== null,
        })),
      };
    },
    async on({ by, challenge, answers }) {
      const points = unansweredPoints(answers);
      if (points.length > 0) return { code: "unanswered", points };
      const at = clock.now();
      const assessment = writeAssessment({ by, at, challenge, answers, facts: facts() });
      await store.add({ id: uuidv7(), at, by, on: { challenge, answers, assessment } });
      log.warn({ challenge }, "face recognition at kiosks was switched on");
      return null;
    },
    async off(by) {
      await store.add({ id: uuidv7(), at: clock.now(), by, on: null });
      log.warn({}, "face recognition at kiosks was switched off");
    },
    assessment: () => store.lastAssessment(),
  };
}
