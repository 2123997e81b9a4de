import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { localOperator, type Rights } from "../../app/actor.ts";
import { defaultCalendarRule } from "../../app/imports/calendar/calendar-rule.ts";
import type { Feeds } from "../../app/imports/calendar/create-feeds.ts";
import { calendarRule, feedList, feedView, newFeed } from "../../contract/http/imports.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";

const oneFeed = z.object({ id: z.uuid() });

/** Calendars that are polled: seen, added, polled at once and let go. */
export function feedRoutes(
  plain: FastifyInstance,
  parts: { readonly feeds: Feeds; readonly rights: Rights },
): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { feeds, rights } = parts;
  const tags = ["feeds"];
  const actor = localOperator;

  app.get(
    "/api/v1/feeds",
    {
      schema: {
        tags,
        summary: "The calendars that are polled; of their addresses what may be secret is left out",
        response: { 200: feedList },
      },
    },
    async () => ({ feeds: [...(await feeds.list())] }),
  );

  app.get(
    "/api/v1/feeds/usual-rule",
    {
      schema: {
        tags,
        summary: "The rule to begin with: how summaries and locations become classes, sorts and rooms",
        response: { 200: calendarRule },
      },
    },
    () => defaultCalendarRule,
  );

  app.post(
    "/api/v1/feeds",
    {
      schema: {
        tags,
        summary: "Poll a calendar from now on",
        body: newFeed,
        response: { 201: feedView, 400: problem, 403: problem, 409: problem },
      },
    },
    async ({ body }, reply) => {
      if (!(await rights.mayAdminister(actor))) return mayNot(reply);
      const outcome = await feeds.add(body, actor);
      if (outcome.kind === "added") return reply.code(201).send(outcome.view);
      const { refusal } = outcome;
      if (refusal.code === "name_taken") {
        return sendProblem(reply, 409, "Another feed has this name", {
          detail: "name: is taken; give another, or let the other feed go first",
          errors: [{ field: "name", message: "is taken" }],
        });
      }
      return sendProblem(reply, 400, "The request is not valid", {
        detail: refusal.fields.map(({ field, message }) => `${field}: ${message}`).join("; "),
        errors: [...refusal.fields],
      });
    },
  );

  app.post(
    "/api/v1/feeds/:id/poll",
    {
      schema: {
        tags,
        summary: "Poll a calendar now, and say what came of it",
        params: oneFeed,
        response: { 200: feedView, 403: problem, 404: problem },
      },
    },
    async ({ params }, reply) => {
      if (!(await rights.mayAdminister(actor))) return mayNot(reply);
      return (await feeds.pollNow(params.id)) ?? noSuchFeed(reply);
    },
  );

  app.delete(
    "/api/v1/feeds/:id",
    {
      schema: {
        tags,
        summary: "Poll a calendar no longer; its sessions stay",
        params: oneFeed,
        response: { 204: z.null(), 403: problem, 404: problem },
      },
    },
    async ({ params }, reply) => {
      if (!(await rights.mayAdminister(actor))) return mayNot(reply);
      if (!(await feeds.deactivate(params.id, actor))) return noSuchFeed(reply);
      return reply.code(204).send(null);
    },
  );
}

function noSuchFeed(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 404, "There is no such feed", {
    detail: "It was let go, or its id is mistyped.",
  });
}

function mayNot(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 403, "You may not change feeds", {
    detail: "Ask whoever administers this server.",
  });
}
