import type { FastifyInstance } from "fastify";
import type { AuditTrail, LookedAt } from "../../app/audit/create-audit-trail.ts";
import { doerOfRequest } from "./doer-of-request.ts";

/** What says for itself what was done, with what was there before and after. */
const tellsItself =
  /^\/api\/v1\/(?:accounts|tokens|walls|room-codes)(?:\/|$)|^\/api\/v1\/people\/:id\/erasure$|^\/api\/v1\/privacy\/retention\//;
/** What is done to a student of a session, whose id may have been another's then. */
const ofSeats = /^\/api\/v1\/sessions\/:id\/marks$/;
const ofSeat = /^\/api\/v1\/sessions\/:id\/marks\/:student(?:\/|$)/;
/** Files that leave the product, and what is kept of one person. */
const exported = /^\/api\/v1\/(?:exports\/|people\/:id\/file)/;
const ofPerson =
  /^\/api\/v1\/(?:registers\/)?students\/:id|^\/api\/v1\/exports\/students\/:id|^\/api\/v1\/people\/:id\/file/;

/**
 * Writes down what people who signed in change, take out and look at: below these routes every request that changed
 * something, every export, and every look at a person by somebody else.
 *
 * @param parts.whoHas whose a student id or a user name is now; null for nobody's
 * @param parts.whoSat the id by which the student goes now whom an id means in a session; null for nobody's
 */
export function auditRequests(
  app: FastifyInstance,
  parts: {
    readonly trail: AuditTrail;
    readonly whoHas: (id: string) => Promise<Pick<LookedAt, "kind" | "person"> | null>;
    readonly whoSat: (session: string, student: string) => Promise<string | null>;
  },
): void {
  app.addHook("onSend", async (request, reply) => {
    const { url = "" } = request.routeOptions;
    // What was refused was not done.
    if (reply.statusCode >= 400 || tellsItself.test(url)) return;
    const changes = request.method !== "GET" && request.method !== "HEAD";
    // Who asks who looked does not look at what is kept.
    const looks = ofPerson.test(url) && !url.endsWith("/looks");
    if (!changes && !looks && !exported.test(url)) return;
    const { actor } = request;
    if (actor.kind !== "account" && actor.kind !== "token") return;
    const by = doerOfRequest(request);
    if (changes || exported.test(url)) {
      const params: Readonly<Record<string, unknown>> = Object(request.params);
      const { id, student } = params;
      const sat = ofSeat.test(url) ? await parts.whoSat(String(id), String(student)) : null;
      const given = Object.entries({ ...params, ...(sat === null ? {} : { student: sat }) });
      if (ofSeats.test(url)) {
        for (const named of studentsIn(request.body))
          given.push(["student", (await parts.whoSat(String(id), named)) ?? named]);
      }
      const reason: unknown = Reflect.get(Object(request.body), "reason");
      await parts.trail.did({
        by,
        deed: `${request.method} ${url}`,
        object: given.map(([name, value]) => `${name} ${value}`).join(", "),
        reason: typeof reason === "string" ? reason : "",
      });
    }
    if (!looks) return;
    const id = String(Reflect.get(Object(request.params), "id"));
    const { person } = actor.kind === "token" ? actor.maker : actor;
    const whom = (await parts.whoHas(id)) ?? { kind: "student", person: id };
    if (whom.person === person) return;
    await parts.trail.looked(by, { ...whom, id });
  });
}

/** The students of whose marks something was said at once, by the ids that were sent. */
function studentsIn(body: unknown): readonly string[] {
  const students: unknown = Reflect.get(Object(body), "students");
  if (!Array.isArray(students)) return [];
  return students.flatMap((one: unknown) => {
    const student: unknown = Reflect.get(Object(one), "student");
    return typeof student === "string" ? [student] : [];
  });
}
