import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Alerts } from "../../app/attention/create-alerts.ts";
import type { FollowUp } from "../../app/attention/create-follow-up.ts";
import type { Notifications } from "../../app/notifications/create-notifications.ts";
import {
  acknowledgeRequest,
  alertList,
  alertView,
  attentionRules,
  attentionRulesView,
  createdWebhook,
  newWebhook,
  notificationList,
  notificationView,
  webhookList,
} from "../../contract/http/alerts.ts";
import {
  followUpPage,
  followUpSorts,
  followUpStates,
  takeAnswer,
  takeRequest,
} from "../../contract/http/follow-up.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface AlertParts {
  readonly alerts: Alerts;
  readonly followUp: FollowUp;
  readonly notifications: Notifications;
}

const limit = z.coerce.number().int().min(1).max(200).default(50);
const id = z.object({ id: z.uuid() });

/** Rules for attention, the alerts that they raised, and who was told of them. */
export function alertRoutes(plain: FastifyInstance, { alerts, followUp, notifications }: AlertParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    "/api/v1/attention-rules",
    {
      ...whole("policy.read"),
      schema: {
        tags: ["alerts"],
        summary: "The conditions under which somebody should look at a student",
        response: { 200: attentionRulesView },
      },
    },
    () => alerts.rules(),
  );

  app.put(
    "/api/v1/attention-rules",
    {
      ...whole("policy.write"),
      schema: {
        tags: ["alerts"],
        summary: "Replace the rules; alerts of rules that are no more are taken back",
        body: attentionRules,
        response: { 200: attentionRulesView, 400: problem, 403: problem },
      },
    },
    async ({ actor, body }, reply) => {
      const outcome = await alerts.changeRules(body.rules, actor);
      switch (outcome.kind) {
        case "changed":
          return outcome.view;
        case "invalid":
          return sendProblem(reply, 400, "The rules are not valid", {
            detail: outcome.complaints.map(({ field, message }) => `${field} ${message}`).join("; "),
            errors: [...outcome.complaints],
          });
      }
    },
  );

  app.get(
    "/api/v1/alerts",
    {
      ...whole("alert.read"),
      schema: {
        tags: ["alerts"],
        summary: "Alerts, newest first",
        querystring: z.object({
          state: z.enum(["open", "retracted", "all"]).default("open"),
          student: identifierText.optional().describe("Student id"),
          class: identifierText.optional().describe("Code of a class that the student is in today"),
          cursor: z.coerce.number().int().min(1).optional().describe("`next` of the page before"),
          limit,
        }),
        response: { 200: alertList, 400: problem },
      },
    },
    ({ query: { cursor, limit: most, ...filter } }) => alerts.list(filter, cursor ?? null, most),
  );

  app.post(
    "/api/v1/alerts/:id/acknowledge",
    {
      ...whole("alert.write"),
      schema: {
        tags: ["alerts"],
        summary: "Say that somebody has seen an alert and looks after it",
        params: id,
        body: acknowledgeRequest,
        response: { 200: alertView, 403: problem, 404: problem, 409: problem },
      },
    },
    async ({ actor, params, body }, reply) => {
      const outcome = await alerts.acknowledge(params.id, body, actor);
      switch (outcome.kind) {
        case "acknowledged":
          return outcome.alert;
        case "unknown":
          return sendProblem(reply, 404, "There is no such alert", { detail: `id: ${params.id}` });
        case "retracted":
          return sendProblem(reply, 409, "This alert was taken back", {
            detail: "Its condition no longer holds, so there is nothing left to look after.",
          });
        case "acknowledged_before":
          return sendProblem(reply, 409, "This alert was acknowledged before", {
            detail: "Somebody looks after it already. Read the alert again to see who.",
          });
      }
    },
  );

  app.get(
    "/api/v1/follow-up",
    {
      ...whole("alert.read"),
      schema: {
        tags: ["alerts"],
        summary: "Students whom rules found, one row each with their alerts, the lowest rate first",
        querystring: z.object({
          state: z.enum(followUpStates).default("open"),
          search: z.string().trim().max(100).optional().describe("Words that name or id hold"),
          rule: z.string().max(40).optional().describe("Id of a rule"),
          class: identifierText.optional(),
          course: identifierText.optional(),
          cohort: z.string().min(1).max(200).optional(),
          sort: z.enum(followUpSorts).default("rate"),
          cursor: z.coerce.number().int().min(1).optional().describe("`next` of the page before"),
          limit,
        }),
        response: { 200: followUpPage, 400: problem },
      },
    },
    ({ query: { cursor, limit: most, search, ...query } }) =>
      followUp.list({ ...query, search: search ?? null }, cursor ?? 0, most),
  );

  app.post(
    "/api/v1/follow-up/take",
    {
      ...whole("alert.write"),
      schema: {
        tags: ["alerts"],
        summary: "Say of many alerts at once that somebody looks after them",
        body: takeRequest,
        response: { 200: takeAnswer, 400: problem, 403: problem },
      },
    },
    async ({ actor, body: { alerts: ids, ...said } }) => {
      const outcome = await followUp.take(ids, said, actor);
      return { taken: outcome.taken, left: outcome.left };
    },
  );

  app.get(
    "/api/v1/notifications",
    {
      ...whole("settings.read"),
      schema: {
        tags: ["alerts"],
        summary: "Who was told what, what waits and what failed, newest first",
        querystring: z.object({
          state: notificationView.shape.state.optional(),
          channel: notificationView.shape.channel.optional(),
          cursor: z.uuid().optional().describe("`next` of the page before"),
          limit,
        }),
        response: { 200: notificationList, 400: problem },
      },
    },
    ({ query: { cursor, limit: most, ...filter } }) => notifications.list(filter, cursor ?? null, most),
  );

  app.get(
    "/api/v1/webhooks",
    {
      ...whole("settings.read"),
      schema: {
        tags: ["alerts"],
        summary: "Addresses that are told of events, without their secrets",
        response: { 200: webhookList },
      },
    },
    async () => ({ webhooks: [...(await notifications.webhooks())] }),
  );

  app.post(
    "/api/v1/webhooks",
    {
      ...whole("settings.write"),
      schema: {
        tags: ["alerts"],
        summary: "Have an address told of events from now on; the answer shows the secret, once",
        body: newWebhook,
        response: { 201: createdWebhook, 400: problem, 403: problem, 409: problem },
      },
    },
    async ({ actor, body }, reply) => {
      const outcome = await notifications.addWebhook(body, actor);
      switch (outcome.kind) {
        case "created":
          return reply.code(201).header("cache-control", "no-store").send(outcome.webhook);
        case "invalid":
          return sendProblem(reply, 400, "The webhook is not valid", {
            detail: `url ${outcome.message}`,
            errors: [{ field: "url", message: outcome.message }],
          });
        case "too_many":
          return sendProblem(reply, 409, "There are too many webhooks", {
            detail: `At most ${outcome.most} may be active. Remove one that is no longer needed.`,
          });
      }
    },
  );

  app.delete(
    "/api/v1/webhooks/:id",
    {
      ...whole("settings.write"),
      schema: {
        tags: ["alerts"],
        summary: "Stop telling an address, and forget its secret; what it was sent stays in the log",
        params: id,
        response: { 204: z.undefined(), 403: problem, 404: problem },
      },
    },
    async ({ actor, params }, reply) => {
      const outcome = await notifications.endWebhook(params.id, actor);
      switch (outcome) {
        case "ended":
          return reply.code(204).send();
        case "unknown":
          return sendProblem(reply, 404, "There is no such active webhook", { detail: `id: ${params.id}` });
      }
    },
  );
}
