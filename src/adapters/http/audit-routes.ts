import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditStore } from "../../app/audit/audit-store.ts";
import { spanOfWindow } from "../../app/figures/choose-window.ts";
import { auditPage, studentLooks } from "../../contract/http/audit.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { ofThing, studentInPath, whole } from "./route-right.ts";

export interface AuditParts {
  readonly audit: Pick<AuditStore, "list" | "looksAt" | "head">;
  readonly timeZone: string;
}

/** So many looks say who does; older ones are in the log. */
const mostLooks = 200;

/** What was done and looked at, for those who oversee; and to each student, who looked at them. */
export function auditRoutes(plain: FastifyInstance, { audit, timeZone }: AuditParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.get(
    "/api/v1/audit",
    {
      ...whole("audit.read"),
      schema: {
        tags: ["audit"],
        summary: "The audit log, the newest first",
        querystring: z.object({
          actor: z.string().max(300).optional().describe("The id of an account"),
          deed: z.string().max(300).optional().describe("How the deed begins, as `account.`"),
          object: z.string().max(300).optional(),
          from: z.iso.date().optional().describe("First local day"),
          to: z.iso.date().optional().describe("Last local day; left out, the first one"),
          cursor: z.coerce.number().int().min(1).optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: auditPage, 400: problem, 404: problem },
      },
    },
    async ({ query: { actor, deed, object, from, to, cursor, limit } }) => {
      const first = from ?? to;
      const span = first === undefined ? undefined : spanOfWindow({ from: first, to: to ?? first }, timeZone);
      const filter = { actor, deed, object, from: span?.start, to: span?.end };
      const [found, head] = await Promise.all([audit.list(filter, cursor ?? null, limit + 1), audit.head()]);
      const shown = found.slice(0, limit);
      return {
        entries: shown.map(({ seq, at, actor: id, login, name, role, address, ...entry }) => ({
          seq,
          at,
          actor: { id, login, name },
          role,
          address,
          deed: entry.deed,
          object: entry.object,
          before: entry.before,
          after: entry.after,
          reason: entry.reason,
        })),
        next: found.length > limit ? (shown.at(-1)?.seq ?? null) : null,
        head: { ...head },
      };
    },
  );
  app.get(
    "/api/v1/students/:id/looks",
    {
      ...ofThing("look.read", studentInPath),
      schema: {
        tags: ["audit"],
        summary: "Who looked at what is kept of a student, the newest first",
        params: z.object({ id: identifierText }),
        response: { 200: studentLooks, 404: problem },
      },
    },
    async ({ params: { id } }) => ({ looks: [...(await audit.looksAt(id, mostLooks))] }),
  );
}
