import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { pageFiles } from "./route-right.ts";

/** WebAssembly needs its own word, and the camera its own permission; nothing else is wider than on other pages. */
const securityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** The camera is refused to every page but the kiosk, and the microphone to all. */
export const noCamera = "camera=(), microphone=()";

function guard(reply: FastifyReply): void {
  // A worker obeys the policy of its own file, so each file of the kiosk carries it.
  reply.header("content-security-policy", securityPolicy);
  reply.header("permissions-policy", "camera=(self), microphone=()");
  // Its service worker serves `/kiosk` itself, which lies above the folder of its file.
  reply.header("service-worker-allowed", "/kiosk");
}

/**
 * The kiosk at `/kiosk`: its page, scripts, runtime and nets, all below the same path, so that its service worker can
 * keep them for days without network and has nothing to do with the other pages.
 *
 * @param folders `pages` holds the built kiosk, `models` the nets
 */
export async function kioskPages(
  app: FastifyInstance,
  folders: { readonly pages: string; readonly models: string },
): Promise<void> {
  await app.register(async (routes) => {
    pageFiles(routes);
    routes.addHook("onRequest", async (_, reply) => guard(reply));
    await routes.register(fastifyStatic, {
      root: folders.pages,
      prefix: "/kiosk/",
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, file) =>
        reply.setHeader(
          "cache-control",
          file.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        ),
    });
    routes.get("/kiosk", { schema: { hide: true } }, (_, reply) =>
      reply.sendFile("index.html", folders.pages),
    );
    routes.get("/kiosk/", { schema: { hide: true } }, (_, reply) => reply.redirect("/kiosk"));
  });
  await app.register(async (routes) => {
    pageFiles(routes);
    routes.addHook("onRequest", async (_, reply) => guard(reply));
    await routes.register(fastifyStatic, {
      root: folders.models,
      prefix: "/kiosk/models/",
      decorateReply: false,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply) => reply.setHeader("cache-control", "no-cache"),
    });
  });
}
