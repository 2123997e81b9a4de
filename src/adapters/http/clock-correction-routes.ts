import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ClockCorrections } from "../../app/quarantine/create-clock-corrections.ts";
import {
  clockCorrectionAsked,
  clockCorrectionList,
  clockCorrectionOutcome,
  clockCorrectionPreview,
  clockCorrectionStated,
  clockCorrectionUndo,
  clockCorrectionUndone,
} from "../../contract/http/clock-corrections.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface ClockCorrectionParts {
  readonly clocks: ClockCorrections;
}

/** What people state of senders' clocks. */
export function clockCorrectionRoutes(plain: FastifyInstance, { clocks }: ClockCorrectionParts): void {
  const tags = ["quarantine"];
  plain.register(async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();

    app.get(
      "/api/v1/clock-corrections",
      {
        ...whole("quarantine.count"),
        schema: {
          tags,
          summary: "What was stated of senders' clocks, newest first",
          response: { 200: clockCorrectionList },
        },
      },
      async () => ({ corrections: [...(await clocks.list())] }),
    );

    app.post(
      "/api/v1/clock-corrections/preview",
      {
        ...whole("quarantine.replay"),
        schema: {
          tags,
          summary:
            "Which scans would be stored with a sender's clock put right, and which marks would change",
          body: clockCorrectionAsked,
          response: { 200: clockCorrectionPreview, 400: problem, 403: problem },
        },
      },
      ({ body }) => clocks.preview(body),
    );

    app.post(
      "/api/v1/clock-corrections",
      {
        ...whole("quarantine.replay"),
        schema: {
          tags,
          summary:
            "State how far a sender's clock was ahead: its messages that were refused for their time are read again",
          body: clockCorrectionStated,
          response: { 200: clockCorrectionOutcome, 400: problem, 403: problem, 409: problem },
        },
      },
      async ({ actor, body }, reply) => {
        const done = await clocks.correct(body, actor);
        if (done !== null) return done;
        return sendProblem(reply, 409, "No such message is open", {
          detail: `sender: nothing of ${body.sender} waits that was refused for its time.`,
        });
      },
    );

    app.post(
      "/api/v1/clock-corrections/:id/undo",
      {
        ...whole("quarantine.replay"),
        schema: {
          tags,
          summary: "Take a statement back: its scans count no more, and their messages are open again",
          params: z.object({ id: z.uuid() }),
          body: clockCorrectionUndo,
          response: { 200: clockCorrectionUndone, 403: problem, 404: problem, 409: problem },
        },
      },
      async ({ actor, params, body }, reply) => {
        const undone = await clocks.undo(params.id, body.reason, actor);
        if ("withdrawn" in undone) return undone;
        return undone.refused === "unknown"
          ? sendProblem(reply, 404, "There is no such correction of a clock")
          : sendProblem(reply, 409, "This correction has been taken back");
      },
    );
  });
}
