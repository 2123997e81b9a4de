import type { FastifyRequest } from "fastify";

/**
 * An address of this server as a browser opens it. What a request calls this server was compared with the names that it
 * answers to before, and stands only where nobody told another.
 *
 * @param pages where people open the pages; null where nobody told
 */
export const ownAddress = (pages: string | null, request: FastifyRequest, path: string): URL =>
  new URL(path, pages ?? `${request.protocol}://${request.host}`);
