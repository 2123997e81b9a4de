import type { AlertList, AlertView, AttentionRulesView } from "../../contract/http/alerts.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { Clock } from "../ports.ts";
import {
  firstAttentionRules,
  invalidRules,
  type KeptRule,
  offeredAttentionRules,
  type RuleComplaint,
} from "./attention-rules.ts";
import type { AcknowledgeOutcome, AlertFilter, AttentionStore, TakenBy } from "./attention-store.ts";

/** What came of a change of the rules. */
export type RulesOutcome =
  | { readonly kind: "changed"; readonly view: AttentionRulesView }
  | { readonly kind: "invalid"; readonly complaints: readonly RuleComplaint[] };

export type AlertOutcome =
  | { readonly kind: "acknowledged"; readonly alert: AlertView }
  | { readonly kind: Exclude<AcknowledgeOutcome, "acknowledged"> };

/** Rules for attention and the alerts that they raised, as people read and change them. */
export interface Alerts {
  rules(): Promise<AttentionRulesView>;
  /** Stores a new version. What no rule holds any more is retracted by the next review. */
  changeRules(rules: readonly KeptRule[], actor: Actor): Promise<RulesOutcome>;
  /** Newest first. @param cursor the `next` of the page before */
  list(filter: Omit<AlertFilter, "day">, cursor: number | null, limit: number): Promise<AlertList>;
  acknowledge(id: string, said: Pick<TakenBy, "note" | "owner">, actor: Actor): Promise<AlertOutcome>;
}

export function createAlerts(parts: {
  readonly store: AttentionStore;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Told when the rules or an alert changed. */
  readonly onChanged: () => void;
}): Alerts {
  const { store, clock, timeZone } = parts;

  async function view(): Promise<AttentionRulesView> {
    const stored = await store.rules();
    const rules = stored?.rules ?? firstAttentionRules;
    return {
      rules: [...rules],
      version: stored?.version ?? 0,
      changed: stored && { at: stored.at.toString({ fractionalSecondDigits: 3 }), by: stored.actor },
      offered: offeredAttentionRules.filter(({ id }) => !rules.some((rule) => rule.id === id)),
    };
  }

  return {
    rules: view,

    async changeRules(rules, actor) {
      const complaints = invalidRules(rules);
      if (complaints.length > 0) return { kind: "invalid", complaints };
      await store.addRules(rules, { at: clock.now(), actor });
      parts.onChanged();
      return { kind: "changed", view: await view() };
    },

    async list(filter, cursor, limit) {
      const day = dayOf(clock.now(), timeZone).toString();
      const [open, alerts] = await Promise.all([
        store.countOpen(),
        store.alerts({ ...filter, day }, cursor, limit),
      ]);
      const last = alerts.at(-1);
      return {
        open,
        alerts: alerts.map(({ seq: _, ...shown }) => shown),
        next: alerts.length === limit && last ? String(last.seq) : null,
      };
    },

    async acknowledge(id, said, actor) {
      const outcome = await store.acknowledge(id, { at: clock.now(), actor, ...said });
      if (outcome !== "acknowledged") return { kind: outcome };
      parts.onChanged();
      const alert = await store.findAlert(id);
      return alert ? { kind: "acknowledged", alert } : { kind: "unknown" };
    },
  };
}
