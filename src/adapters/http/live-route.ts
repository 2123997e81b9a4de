import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { LiveHub } from "../../app/live/create-live-hub.ts";
import type { Log } from "../../app/ports.ts";
import { liveShows } from "../../contract/live/frames.ts";

/** A page that reads this far behind is let go; it comes back and resumes by itself. */
const maxUnsentBytes = 8 * 1024 * 1024;
const keepAliveMs = 15_000;
const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

/** `GET /api/v1/live`: server-sent events with resume by Last-Event-ID. */
export function liveRoute(plain: FastifyInstance, hub: LiveHub, log: Log): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const closers = new Set<() => void>();
  /** The last frame as it goes over the wire: encoded once, however many pages get it. */
  let encoded = { text: "", bytes: Buffer.alloc(0) };
  function encode(text: string): Buffer {
    if (encoded.text !== text) encoded = { text, bytes: Buffer.from(text) };
    return encoded.bytes;
  }
  app.addHook("onClose", async () => {
    for (const close of closers) close();
  });

  app.get(
    "/api/v1/live",
    // A HEAD of its own, below: the stream has no end that one could wait for.
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["live"],
        summary: "Changes as server-sent events, of what is shown alone where `show` says so",
        querystring: z.object({ show: liveShows.optional() }),
      },
    },
    async (request, reply) => {
      const { show } = request.query;
      const lastSeen = readLastSeen(request.headers["last-event-id"]);
      const { raw } = reply;
      let remove: (() => void) | null = null;
      let gone = false;
      const keepAlive = setInterval(() => raw.write(": still here\n\n"), keepAliveMs);
      function close(): void {
        if (gone) return;
        gone = true;
        clearInterval(keepAlive);
        closers.delete(close);
        remove?.();
        raw.end();
      }
      closers.add(close);
      raw.on("close", close);
      raw.on("error", close);

      reply.hijack();
      raw.writeHead(200, streamHeaders);
      raw.write("retry: 1000\n\n");
      try {
        remove = await hub.listen(lastSeen, show === undefined ? null : new Set(show), (text) => {
          if (gone) return;
          if (raw.writableLength > maxUnsentBytes) raw.destroy();
          else raw.write(encode(text));
        });
        if (gone) remove();
      } catch (error) {
        log.warn({ error }, "live feed not opened");
        close();
      }
    },
  );
  app.head("/api/v1/live", { schema: { hide: true } }, (_, reply) => reply.headers(streamHeaders).send());
}

/** null for none, and for text that is no change number: such a page reads everything anew. */
function readLastSeen(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
