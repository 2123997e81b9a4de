import type { Temporal } from "temporal-polyfill";
import { plannedSession } from "../../../src/app/facts/change-timetable.ts";
import type { ImportedWord, StoredSession } from "../../../src/app/facts/fact-transaction.ts";
import type { ImportPlan, StoredWorld } from "../../../src/app/imports/import-plan.ts";
import { presets } from "../../../src/domain/policy/presets.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";

/** Sessions, and what imports said of them, once a plan is done to them as the store would do it. */
export function keepSessions(
  world: Pick<StoredWorld, "sessions" | "said">,
  plan: ImportPlan,
  now: Temporal.Instant,
): Pick<StoredWorld, "sessions" | "said"> {
  const stored = new Map<string, StoredSession>(world.sessions.map((one) => [one.plan.id, one]));
  const said = new Map<string, ImportedWord>(world.said);
  const speak = (id: string, word: Partial<ImportedWord>) =>
    said.set(id, { ...(said.get(id) ?? { plan: null, cancelled: false }), ...word });
  for (const one of plan.sessions) {
    stored.set(
      one.id,
      plannedSession(one, stored.get(one.id) ?? null, windowOf(one, presets.credit.policy), now),
    );
    speak(one.id, { plan: one });
  }
  for (const [ids, cancelled] of [
    [plan.restored, false],
    [plan.cancelled, true],
  ] as const) {
    for (const id of ids) {
      const session = stored.get(id);
      if (session) stored.set(id, { ...session, state: cancelled ? "cancelled" : "scheduled" });
      speak(id, { cancelled });
    }
  }
  for (const { session: id, key, sequence, modified } of plan.versions) {
    const known = stored.get(id);
    if (known?.plan.source)
      stored.set(id, {
        ...known,
        plan: { ...known.plan, source: { ...known.plan.source, key, sequence, modified } },
      });
  }
  // No two sessions may have one key.
  const keys = [...stored.values()].flatMap(({ plan: { source } }) =>
    source ? [`${source.name} ${source.key}`] : [],
  );
  if (new Set(keys).size !== keys.length) throw new Error("two sessions have one key");
  return { sessions: [...stored.values()], said };
}
