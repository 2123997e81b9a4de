import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { ImportApplying } from "../../app/imports/import-applying.ts";
import { StoreRefused, StoreUnavailable } from "../../app/ingest/ingest-transaction.ts";
import { InvalidCursor } from "../../app/invalid-cursor.ts";
import type { Log } from "../../app/ports.ts";
import { InvalidPeriod } from "../../app/scans/read-decisions.ts";
import type { Problem } from "../../contract/http/problem.ts";
import { sayIssue } from "../../contract/say-issue.ts";

export const problemType = "application/problem+json";

/** Answers with problem details (RFC 9457). */
export function sendProblem(
  reply: FastifyReply,
  status: number,
  title: string,
  more: Pick<Problem, "detail" | "errors"> = {},
): FastifyReply {
  const body: Problem = { type: "about:blank", title, status, ...more };
  return reply.code(status).type(problemType).serializer(JSON.stringify).send(body);
}

/** One place for everything that goes wrong: says what the caller can mend, logs the rest and leaks nothing. */
export function handleProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const errors = error.validation.map(({ instancePath, keyword, message, params }) => ({
        field: instancePath.replace(/^\//, "").replaceAll("/", ".") || "request",
        message: sayIssue({ ...params, code: keyword, message: message ?? "not valid" }),
      }));
      return sendProblem(reply, 400, "The request is not valid", {
        detail: errors.map(({ field, message }) => `${field}: ${message}`).join("; "),
        errors,
      });
    }
    if (error instanceof StoreRefused) {
      return sendProblem(reply, 400, "The request is not valid", {
        detail: "It holds a value that no store can: a NUL, or a number that is too large.",
      });
    }
    if (error instanceof ImportApplying) {
      return sendProblem(reply, 409, "An import is being written", { detail: error.message });
    }
    if (error instanceof StoreUnavailable) {
      return sendProblem(reply.header("retry-after", "2"), 503, "The store is away", {
        detail: error.message,
      });
    }
    if (error instanceof InvalidCursor || error instanceof InvalidPeriod) {
      return sendProblem(reply, 400, "The request is not valid", { detail: error.message });
    }
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return sendProblem(reply, error.statusCode, error.message);
    }
    log.error({ error, method: request.method, route: request.routeOptions.url }, "request failed");
    return sendProblem(reply, 500, "Something went wrong here; the server's log says what");
  });
  app.setNotFoundHandler((request: FastifyRequest, reply) =>
    sendProblem(reply, 404, "There is nothing here", {
      detail: `${request.method} ${request.url.split("?")[0]}`,
    }),
  );
}
