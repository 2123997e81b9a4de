import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Tutoring, TutoringOutcome } from "../../app/rights/create-tutoring.ts";
import { problem } from "../../contract/http/problem.ts";
import { tutees } from "../../contract/http/roster.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

/** Who is whose tutor. */
export function tutoringRoutes(plain: FastifyInstance, { tutoring }: { readonly tutoring: Tutoring }): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ id: z.uuid() });
  const path = "/api/v1/roster/people/:id/tutees";

  app.get(
    path,
    {
      ...whole("roster.read"),
      schema: {
        tags: ["roster"],
        summary: "The students whose tutor somebody of the staff is today",
        params,
        response: { 200: tutees, 404: problem },
      },
    },
    async ({ params: { id } }, reply) => answer(reply, id, await tutoring.tutees(id)),
  );
  app.put(
    path,
    {
      ...whole("roster.write"),
      schema: {
        tags: ["roster"],
        summary: "Let somebody of the staff be tutor of these students from today on, and of nobody else",
        params,
        body: tutees,
        response: { 200: tutees, 400: problem, 403: problem, 404: problem },
      },
    },
    async ({ actor, params: { id }, body: { students } }, reply) =>
      answer(reply, id, await tutoring.tutor(id, students, actor)),
  );
}

function answer(
  reply: FastifyReply,
  id: string,
  outcome: TutoringOutcome,
): z.infer<typeof tutees> | FastifyReply {
  switch (outcome.kind) {
    case "done":
      return { students: [...outcome.students] };
    case "unknown":
      return sendProblem(reply, 404, "Nobody of the staff has this id", { detail: `id: ${id}` });
    case "no_student": {
      const message = `${outcome.id}: is no student's id; ids are listed at /api/v1/roster/students`;
      return sendProblem(reply, 400, "The request is not valid", {
        detail: `students: ${message}`,
        errors: [{ field: "students", message }],
      });
    }
  }
}
