import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { WhoAsks } from "../../app/actor.ts";
import type { Log } from "../../app/ports.ts";
import { type WallLinks, wallSecretIn } from "../../app/walls/create-wall-links.ts";
import type { WallScreen, WallStream } from "../../app/walls/create-wall-stream.ts";
import type { WallLink } from "../../app/walls/walls-store.ts";
import { problem } from "../../contract/http/problem.ts";
import { madeWallLink, newWallLink, type WallLinkView, wallLinkList } from "../../contract/http/walls.ts";
import { may } from "../../domain/rights/may.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { openEventStream } from "./open-event-stream.ts";
import { sendProblem } from "./problems.ts";
import { byWallLink, whole } from "./route-right.ts";

export interface WallParts {
  readonly walls: { readonly links: WallLinks; readonly stream: WallStream };
  readonly who: WhoAsks;
  readonly log: Log;
}

/** A screen that reads this far behind is let go; it comes back by itself. */
const maxUnsentBytes = 1024 * 1024;
const tags = ["walls"];

/** What a screen in the foyer shows, by a link; and the links, for who looks after them. */
export function wallRoutes(plain: FastifyInstance, { walls, who, log }: WallParts): void {
  const { links, stream } = walls;
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const listOf = async () => ({
    walls: (await links.list()).map((link) => view(link, stream.screensOf(link.id))),
  });
  const stopHearing = who.onChanged(() => stream.askAgain());
  app.addHook("onClose", async () => {
    stopHearing();
    stream.stop();
  });

  /** Whether what opened a screen still holds, asked anew each time. */
  function stillMay(request: FastifyRequest, secret: string | null): () => Promise<boolean> {
    if (secret !== null) return async () => (await links.find(secret)) !== null;
    const { cookie, authorization } = request.headers;
    const credentials = { cookie, authorization, address: request.ip };
    return async () => {
      const actor = await who.actorOf(credentials, false);
      return actor !== null && may(actor, "day.read", null).may;
    };
  }

  app.get(
    "/api/v1/wall",
    {
      exposeHeadRoute: false,
      ...byWallLink("day.read"),
      schema: {
        tags,
        summary:
          "What is on now and next, with rooms and counts and without anybody: server-sent events `wall`",
      },
    },
    async (request, reply) => {
      const secret = wallSecretIn(request.headers.authorization);
      const link = secret === null ? null : await links.find(secret);
      const events = openEventStream(reply, maxUnsentBytes);
      const { tell, end } = events;
      const screen: WallScreen = { link, stillMay: stillMay(request, secret), tell, end };
      try {
        if (link !== null) await links.shown(link);
        events.onEnd(await stream.watch(screen));
      } catch (error) {
        log.warn({ error }, "a wall was not opened");
        end();
      }
    },
  );
  app.get(
    "/api/v1/walls",
    {
      ...whole("wall.read"),
      schema: {
        tags,
        summary: "The links that open the wall",
        response: { 200: wallLinkList, 404: problem },
      },
    },
    listOf,
  );
  app.post(
    "/api/v1/walls",
    {
      ...whole("wall.write"),
      schema: {
        tags,
        summary: "Make a link that opens the wall; its secret is told this once",
        body: newWallLink,
        response: { 200: madeWallLink, 400: problem, 403: problem, 404: problem },
      },
    },
    async (request) => {
      const { secret } = await links.make(request.body.name, request.actor, doerOfRequest(request));
      return { secret, ...(await listOf()) };
    },
  );
  app.delete(
    "/api/v1/walls/:id",
    {
      ...whole("wall.write"),
      schema: {
        tags,
        summary: "End a link: the screens that it opened show nothing more",
        params: z.object({ id: z.uuid() }),
        response: { 200: wallLinkList, 403: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (await links.end(id, request.actor, doerOfRequest(request))) return listOf();
      return sendProblem(reply, 404, "There is no such link", {
        detail: `id: ${id}: there is none, or it was ended before; those that hold are listed at /api/v1/walls`,
      });
    },
  );
}

const view = ({ id, name, createdAt, createdBy, lastShownAt }: WallLink, screens: number): WallLinkView => ({
  id,
  name,
  createdAt: createdAt.toString(),
  createdBy,
  lastShownAt: lastShownAt?.toString() ?? null,
  screens,
});
