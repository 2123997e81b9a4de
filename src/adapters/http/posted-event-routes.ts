import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Ingest } from "../../app/ingest/create-ingest.ts";
import type { Clock } from "../../app/ports.ts";
import { openToAll } from "./route-right.ts";
import { textParts } from "./text-parts.ts";

/** Makers whose terminals post their events to a listening host. */
export type PostingMaker = "hikvision" | "dahua";

export interface PostedEventParts {
  readonly ingest: Pick<Ingest, "submit" | "trouble">;
  readonly clock: Clock;
  /** The names of the institution's terminals, as they stand in the addresses that they post to. */
  readonly names: Readonly<Record<PostingMaker, ReadonlySet<string>>>;
}

const params = z.object({ name: z.string().max(64) });

/** Terminals send the picture along; it is cut off before anything is stored. */
const maxBodyBytes = 4 * 1024 * 1024;
const mostEvents = 1_000;

/**
 * Where Hikvision and Dahua terminals post their events. Answered with 200 after COMMIT; with 503 while the store is away,
 * and with 403 where the name is none of the institution's, so that the terminal keeps what it has.
 */
export async function postedEventRoutes(plain: FastifyInstance, parts: PostedEventParts): Promise<void> {
  const { ingest, clock, names } = parts;
  await plain.register(async (app) => {
    // They name all kinds of content, with and without a boundary.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    for (const maker of ["hikvision", "dahua"] as const) {
      app.post(
        `/${maker}/:name`,
        {
          ...openToAll("a terminal cannot sign in: one whose name is not in the list of senders is refused"),
          schema: { hide: true },
          bodyLimit: maxBodyBytes,
        },
        async (request, reply) => {
          reply.type("text/plain; charset=utf-8");
          const asked = params.safeParse(request.params);
          if (!asked.success || !names[maker].has(asked.data.name)) {
            reply.code(403);
            return "UNKNOWN TERMINAL\n";
          }
          if (ingest.trouble() !== null) {
            reply.code(503);
            return "STORE IS AWAY\n";
          }
          const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
          const texts = textParts(body, request.headers["content-type"] ?? "");
          const events = texts.flatMap((text) => (maker === "dahua" ? eventsOf(text) : [text]));
          await Promise.all(
            events
              .filter(({ length }) => length > 0)
              .map((payload) =>
                ingest.submit({
                  topic: `$HTTP/${maker}/${asked.data.name}/event`,
                  payload,
                  qos: 1,
                  retain: false,
                  receivedAt: clock.now(),
                  client: null,
                }),
              ),
          );
          return "OK\n";
        },
      );
    }
  });
}

const batch = z.object({ Events: z.array(z.unknown()).min(1).max(mostEvents) });

/** Each event of a post that holds several; what is no such post is one message, for the adapter to say what it is. */
function eventsOf(text: Uint8Array): readonly Uint8Array[] {
  const several = batch.safeParse(jsonOf(text));
  return several.success ? several.data.Events.map((one) => Buffer.from(JSON.stringify(one))) : [text];
}

function jsonOf(text: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(text).toString("utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
