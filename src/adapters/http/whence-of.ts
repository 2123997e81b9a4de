import type { FastifyRequest } from "fastify";
import type { Whence } from "../../app/accounts/create-sign-in.ts";
import type { SessionCookies } from "./session-cookies.ts";

/** From where a request comes, as far as it tells. */
export const whenceOf = (request: FastifyRequest, cookies: SessionCookies): Whence => ({
  address: request.ip,
  agent: (request.headers["user-agent"] ?? "").slice(0, 300),
  ...cookies.read(request.headers.cookie),
});
