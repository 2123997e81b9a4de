import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { KnownDevice } from "../../app/devices/create-device-book.ts";
import type { Posts } from "../../app/devices/create-posts.ts";
import { byDeviceKey, textAt } from "./route-right.ts";

/** Longer than a scan may be: what is too long is in quarantine, and not sent for ever. */
const maxBodyBytes = 64 * 1024;

/**
 * Where a device that an operator described posts each event, with its name and its key (Basic, RFC 7617). Answered with
 * 200 after COMMIT; with anything else the device keeps what it has and sends it again.
 */
export async function postRoutes(plain: FastifyInstance, posts: Posts): Promise<void> {
  const admitted = new WeakMap<FastifyRequest, KnownDevice>();
  await plain.register(async (app) => {
    // They name all kinds of content.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    app.post(
      "/in/*",
      {
        ...byDeviceKey(),
        schema: { hide: true },
        bodyLimit: maxBodyBytes,
        // Before its body is read.
        onRequest: async (request, reply) => {
          const path = textAt(request, "params", "*");
          const device = posts.admit(path, basicOf(request.headers.authorization));
          if ("refused" in device) return refuse(reply, device);
          admitted.set(request, device);
          return undefined;
        },
      },
      async (request, reply) => {
        reply.type(plainText);
        const device = admitted.get(request);
        if (device === undefined) throw new Error("nobody was let in here");
        const payload = request.body instanceof Uint8Array ? request.body : new Uint8Array();
        const outcome = await posts.take(device, textAt(request, "params", "*"), payload);
        if (outcome !== "committed") reply.code(503);
        return answers[outcome];
      },
    );
  });
}

function refuse(reply: FastifyReply, why: Exclude<ReturnType<Posts["admit"]>, KnownDevice>): FastifyReply {
  reply.type(plainText);
  switch (why.refused) {
    case "unknown":
      reply.header("www-authenticate", 'Basic realm="Muster", charset="UTF-8"');
      return reply.code(401).send("UNKNOWN DEVICE OR WRONG KEY\n");
    case "foreign":
      return reply.code(403).send("NOT THIS DEVICE'S PATH\n");
    case "slowed":
      reply.header("retry-after", String(Math.ceil(why.waitMs / 1000)));
      return reply.code(429).send("TOO MANY AT ONCE\n");
  }
}

const plainText = "text/plain; charset=utf-8";
const answers = {
  committed: "OK\n",
  unread: "NOBODY READS THIS PATH YET\n",
  away: "STORE IS AWAY\n",
} as const;

/** The name and the key of a request; null where it shows none. */
function basicOf(header: string | undefined): { readonly name: string; readonly key: Uint8Array } | null {
  const [, encoded] = /^basic ([\w+/=-]{1,1024})$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return null;
  const given = Buffer.from(encoded, "base64");
  const colon = given.indexOf(0x3a);
  return colon < 1 ? null : { name: given.toString("utf8", 0, colon), key: given.subarray(colon + 1) };
}
