import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Ingest } from "../../app/ingest/create-ingest.ts";
import type { Clock, InboundMessage } from "../../app/ports.ts";

import { openToAll } from "./route-right.ts";

export interface ZktecoParts {
  readonly ingest: Pick<Ingest, "submit" | "trouble">;
  readonly clock: Clock;
  /** Serial numbers of the terminals that are the institution's. */
  readonly serials: ReadonlySet<string>;
}

const query = z.object({ SN: z.string().max(64), table: z.string().max(32).optional() });

/** A terminal sends what it kept in posts of some thousands of lines. */
const maxBodyBytes = 2 * 1024 * 1024;

/**
 * What ZKTeco terminals ask of their server (ADMS push). A post of attendance is answered `OK: n` after COMMIT; any other
 * status makes the terminal keep its records and try again, which is also what a terminal that is not known gets.
 */
export async function zktecoRoutes(plain: FastifyInstance, parts: ZktecoParts): Promise<void> {
  const { ingest, clock, serials } = parts;
  await plain.register(async (app) => {
    // They name all kinds of content and send the same lines.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

    const known = (asked: unknown, reply: FastifyReply): z.infer<typeof query> | null => {
      reply.type("text/plain; charset=utf-8");
      const parsed = query.safeParse(asked);
      if (parsed.success && serials.has(parsed.data.SN)) return parsed.data;
      reply.code(403);
      return null;
    };
    const message = (serial: string, kind: "ATTLOG" | "poll", payload: Uint8Array): InboundMessage => ({
      topic: `$HTTP/zkteco/${serial}/${kind}`,
      payload,
      // What is asked again and again may be lost; a record may not.
      qos: kind === "poll" ? 0 : 1,
      retain: false,
      receivedAt: clock.now(),
      client: null,
    });
    const unknown = "DEVICE NOT REGISTERED\n";
    const hidden = {
      ...openToAll(
        "a terminal cannot sign in: one whose serial number is not in the list of senders is refused",
      ),
      schema: { hide: true },
    };

    app.get("/iclock/cdata", hidden, async (request, reply) => {
      const asked = known(request.query, reply);
      return asked === null ? unknown : options(asked.SN);
    });
    app.get("/iclock/getrequest", hidden, async (request, reply) => {
      const asked = known(request.query, reply);
      if (asked === null) return unknown;
      await ingest.submit(message(asked.SN, "poll", new Uint8Array()));
      return "OK\n";
    });
    app.post("/iclock/devicecmd", hidden, async (request, reply) =>
      known(request.query, reply) === null ? unknown : "OK\n",
    );
    app.post("/iclock/cdata", { ...hidden, bodyLimit: maxBodyBytes }, async (request, reply) => {
      const asked = known(request.query, reply);
      if (asked === null) return unknown;
      // Operations, photos and biometrics are none of attendance, and are not kept.
      if (asked.table !== "ATTLOG") return "OK\n";
      const trouble = ingest.trouble();
      if (trouble !== null) {
        reply.code(503);
        return "STORE IS AWAY\n";
      }
      const lines = linesOf(request.body instanceof Uint8Array ? request.body : new Uint8Array());
      await Promise.all(lines.map((line) => ingest.submit(message(asked.SN, "ATTLOG", line))));
      return `OK: ${lines.length}\n`;
    });
  });
}

/** All that are not blank, as bytes: what is no text is for the adapter to say. */
function linesOf(body: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf(newline, from);
    const line = body.subarray(from, end === -1 ? body.length : end);
    if (line.some((byte) => !blanks.has(byte))) lines.push(line);
    from = end === -1 ? body.length : end + 1;
  }
  return lines;
}

const newline = 0x0a;
const blanks: ReadonlySet<number> = new Set([0x09, 0x0d, 0x20]);

/** Attendance at once and nothing else; the terminal's own time zone stays as it is. */
const options = (serial: string): string =>
  [
    `GET OPTION FROM: ${serial}`,
    "ATTLOGStamp=None",
    "OPERLOGStamp=9999",
    "ATTPHOTOStamp=None",
    "ErrorDelay=30",
    "Delay=10",
    "TransTimes=00:00;14:05",
    "TransInterval=1",
    "TransFlag=TransData AttLog",
    "Realtime=1",
    "Encrypt=None",
    "",
  ].join("\n");
