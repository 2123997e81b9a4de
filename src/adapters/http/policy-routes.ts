import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Policies } from "../../app/policy/create-policies.ts";
import {
  policyChange,
  policyDryRun,
  policyProposal,
  policyView,
  policyWords,
} from "../../contract/http/policy.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

/** The numbers by which arrivals are judged and marks are worth something. */
export function policyRoutes(plain: FastifyInstance, policies: Policies): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    "/api/v1/policy",
    {
      ...whole("policy.read"),
      schema: {
        tags: ["policy"],
        summary: "The policy in force in words, its earlier versions, and the presets",
        response: { 200: policyView },
      },
    },
    async () => policies.view(),
  );

  app.get(
    "/api/v1/policy/words",
    {
      ...whole("policy.words"),
      schema: {
        tags: ["policy"],
        summary: "The rules in force as sentences",
        response: { 200: policyWords },
      },
    },
    () => {
      const { version, from, words } = policies.view().current;
      return { version, from, words };
    },
  );

  app.post(
    "/api/v1/policy/dry-run",
    {
      ...whole("policy.write"),
      schema: {
        tags: ["policy"],
        summary: "What a change of the policy would alter; nothing is changed",
        body: policyProposal,
        response: { 200: policyDryRun, 400: problem },
      },
    },
    ({ actor, body }) => policies.dryRun(body, actor),
  );

  app.post(
    "/api/v1/policy",
    {
      ...whole("policy.write"),
      schema: {
        tags: ["policy"],
        summary: "Put a new version of the policy in force from now on",
        body: policyChange,
        response: { 200: policyView, 400: problem, 403: problem, 409: problem },
      },
    },
    async ({ actor, body }, reply) => {
      const outcome = await policies.putInForce(body, actor);
      if (outcome.kind === "in_force") return policies.view();
      if (outcome.kind === "invalid") {
        const errors = outcome.issues.map(({ field, message }) => ({ field: `numbers.${field}`, message }));
        return sendProblem(reply, 400, "The policy is not valid", {
          detail: errors.map(({ field, message }) => `${field}: ${message}`).join("; "),
          errors,
        });
      }
      return sendProblem(reply, 409, "Nothing would change", {
        detail: "These numbers are in force already. Change one, or ask to judge past sessions anew.",
      });
    },
  );
}
