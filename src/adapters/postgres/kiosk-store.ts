import type pg from "pg";
import type { KioskStore } from "../../app/kiosk/kiosk-store.ts";
import { challengePolicy } from "../../contract/http/kiosk.ts";
import { toInstant } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const newestFirst = "order by at desc, id desc";

/** Decisions about kiosks, over a pool. */
export function kioskStore(query: Query): KioskStore {
  return {
    async add({ id, at, by, on }) {
      await query(
        `insert into kiosk_decision (id, at, actor, switched_on, challenge, answers, assessment)
         values ($1, $2, $3, $4, $5, $6::jsonb, $7)`,
        [
          id,
          at.toString(),
          by,
          on !== null,
          on?.challenge ?? null,
          on === null ? null : JSON.stringify(on.answers),
          on?.assessment ?? null,
        ],
      );
    },
    async decisions(limit) {
      const rows = await query<{ id: string; at: string; actor: string; challenge: string | null }>(
        `select id, at, actor, challenge from kiosk_decision ${newestFirst} limit $1`,
        [limit],
      );
      return rows.map(({ id, at, actor, challenge }) => ({
        id,
        at: toInstant(at),
        by: actor,
        challenge: challenge === null ? null : challengePolicy.parse(challenge),
      }));
    },
    async lastAssessment() {
      const [row] = await query<{ assessment: string }>(
        `select assessment from kiosk_decision where switched_on ${newestFirst} limit 1`,
        [],
      );
      return row?.assessment ?? null;
    },
  };
}
