import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { ImportApplying } from "../../app/imports/import-applying.ts";
import { ImportHalted } from "../../app/imports/import-halted.ts";
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

/**
 * One place for everything that goes wrong: says what the caller can mend, logs the rest and leaks nothing.
 *
 * @param pages the folder of the built pages; null where none are served
 */
export function handleProblems(app: FastifyInstance, log: Log, pages: string | null = null): void {
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
    if (error instanceof ImportHalted) {
      log.error({ error, method: request.method, route: request.routeOptions.url }, "an import stopped");
      return sendProblem(reply, 500, "The import stopped for a reason of its own", {
        detail: `${error.message}. Its page says whether a part of it is written; applying it again goes on from there.`,
      });
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
  app.setNotFoundHandler(async (request, reply) => {
    // Whoever followed an old link sees the page that says so, and the ways on from there.
    const page = pages !== null && isNavigation(request) ? await readPage(pages) : null;
    if (page !== null)
      return reply.code(404).type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
    return sendProblem(reply, 404, "There is nothing here", {
      detail: `${request.method} ${request.url.split("?")[0]}`,
    });
  });
}

/** Whether a browser asks for something to show, and not a programme for something to read. */
function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  const isApi = url === "/api" || url.startsWith("/api/") || url.startsWith("/api?");
  return method === "GET" && !isApi && (headers.accept ?? "").includes("text/html");
}

/** The document that is every page; null where no pages were built. */
async function readPage(pages: string): Promise<Buffer | null> {
  try {
    return await readFile(join(pages, "index.html"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
