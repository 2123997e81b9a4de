import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { defaultCalendarRule } from "../../app/imports/calendar/calendar-rule.ts";
import type { Feeds } from "../../app/imports/calendar/create-feeds.ts";
import { calendarRule, feedList, feedView, newFeed } from "../../contract/http/imports.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

const oneFeed = z.object({ id: z.uuid() });

/** Calendars that are polled: seen, added, polled at once and let go. */
export function feedRoutes(plain: FastifyInstance, parts: { readonly feeds: Feeds }): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { feeds } = parts;
  const tags = ["feeds"];

  app.get(
    "/api/v1/feeds",
    {
      ...whole("roster.read"),
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
      ...whole("roster.read"),
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
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "Poll a calendar from now on",
        body: newFeed,
        response: { 201: feedView, 400: problem, 403: problem, 409: problem },
      },
    },
    async ({ actor, body }, reply) => {
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
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "Poll a calendar now, and say what came of it",
        params: oneFeed,
        response: { 200: feedView, 403: problem, 404: problem },
      },
    },
    async ({ params }, reply) => {
      return (await feeds.pollNow(params.id)) ?? noSuchFeed(reply);
    },
  );

  app.delete(
    "/api/v1/feeds/:id",
    {
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "Poll a calendar no longer; its sessions stay",
        params: oneFeed,
        response: { 204: z.null(), 403: problem, 404: problem },
      },
    },
    async ({ actor, params }, reply) => {
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
