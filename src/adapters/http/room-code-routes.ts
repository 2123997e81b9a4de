import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { WhoAsks } from "../../app/actor.ts";
import type { AuditTrail } from "../../app/audit/create-audit-trail.ts";
import type { CodeScreen, CodeScreens } from "../../app/codes/create-code-screens.ts";
import type { CodeRefusal, RoomCodes } from "../../app/codes/create-room-codes.ts";
import type { Log } from "../../app/ports.ts";
import type { TiesStore } from "../../app/rights/ties-store.ts";
import { pagePaths } from "../../contract/http/page-paths.ts";
import { problem } from "../../contract/http/problem.ts";
import { confirmed, seenCode, typedCode } from "../../contract/http/room-codes.ts";
import { may } from "../../domain/rights/may.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { openEventStream } from "./open-event-stream.ts";
import { ownAddress } from "./own-address.ts";
import { sendProblem } from "./problems.ts";
import { ofThing, openToAll, sessionInPath, signedIn } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";
import type { SessionCookies } from "./session-cookies.ts";

export interface RoomCodeParts {
  readonly codes: { readonly screens: CodeScreens; readonly confirming: RoomCodes };
  readonly who: WhoAsks;
  readonly ties: TiesStore;
  readonly trail: AuditTrail;
  readonly cookies: SessionCookies;
  /** Where people open the pages; null where nobody told. */
  readonly pages: string | null;
  /** The local day. */
  readonly today: () => string;
  readonly log: Log;
}

const tags = ["room codes"];

/** A screen that reads this far behind is let go; it comes back by itself. */
const maxUnsentBytes = 256 * 1024;

/** How a student confirms: a phone shows the code that it scanned, and whoever is signed in with it confirms. */
export function roomCodeRoutes(plain: FastifyInstance, parts: RoomCodeParts): void {
  const { cookies, who, trail } = parts;
  const { confirming } = parts.codes;
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.post(
    "/api/v1/room-codes",
    {
      ...openToAll(
        "whoever has just scanned a code may have to sign in first: they are told of the session whose room they are in, and of nobody",
      ),
      schema: {
        tags,
        summary: "Show a code that a room shows; this browser may confirm with it for some minutes",
        body: typedCode,
        response: { 200: seenCode, 400: problem, 404: problem, 409: problem, 429: problem },
      },
    },
    async (request, reply) => {
      const { cookie, authorization } = request.headers;
      const actor = await who.actorOf({ cookie, authorization, address: request.ip }, false);
      const taken = await confirming.take(request.body.code, {
        account: actor?.kind === "account" ? actor.account : null,
        address: request.ip,
      });
      if ("refused" in taken) return sendCodeRefusal(reply, taken.refused);
      cookies.setSeen(reply, taken.secret);
      return { seen: taken.seen };
    },
  );
  app.get(
    "/api/v1/room-codes/seen",
    {
      ...openToAll("a browser asks which code it has shown itself, and is told of that session alone"),
      schema: { tags, summary: "The session that this browser may confirm in", response: { 200: seenCode } },
    },
    async ({ headers }) => ({ seen: await confirming.seen(cookies.readSeen(headers.cookie)) }),
  );
  app.post(
    "/api/v1/room-codes/confirmation",
    {
      ...signedIn("a student confirms for themselves and for nobody else"),
      schema: {
        tags,
        summary:
          "Confirm that one is in the room, by the code that this browser showed: a scan like any other",
        response: { 200: confirmed, 400: problem, 403: problem, 409: problem, 429: problem, 503: problem },
      },
    },
    async (request, reply) => {
      const { cookie } = request.headers;
      const outcome = await confirming.confirm(request.actor, {
        seen: cookies.readSeen(cookie),
        browser: cookies.read(cookie).browser,
      });
      if ("refused" in outcome) return sendCodeRefusal(reply, outcome.refused);
      if (!outcome.again) {
        await trail.did({
          by: doerOfRequest(request),
          deed: "code.confirm",
          object: `room ${outcome.room}`,
          after: { session: outcome.session.name, start: outcome.session.start },
        });
      }
      return outcome;
    },
  );
}

/** What a projector shows. */
export function codeScreenRoutes(plain: FastifyInstance, parts: RoomCodeParts): void {
  const { who, ties, trail, pages, today, log } = parts;
  const { screens } = parts.codes;
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const stopHearing = who.onChanged(() => screens.askAgain());
  app.addHook("onClose", async () => {
    stopHearing();
    screens.stop();
  });

  app.get(
    "/api/v1/sessions/:id/code",
    {
      exposeHeadRoute: false,
      ...ofThing("register.write", sessionInPath),
      schema: {
        tags,
        summary:
          "The code of a session, another one every fifteen seconds, and how many confirmed: server-sent events `code`. It is taken while somebody reads this",
        params: z.object({ id: z.uuid() }),
        querystring: z.object({
          room: z.string().max(128).optional().describe("One of the session’s rooms"),
        }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { cookie, authorization } = request.headers;
      const credentials = { cookie, authorization, address: request.ip };
      const events = openEventStream(reply, maxUnsentBytes);
      const { tell, end } = events;
      const screen: CodeScreen = {
        room: request.query.room ?? null,
        signsIn: request.actor.kind !== "everybody",
        address: (code) => {
          const address = ownAddress(pages, request, pagePaths.here);
          address.hash = code;
          return address.href;
        },
        async stillMay() {
          const actor = await who.actorOf(credentials, false);
          if (actor === null) return false;
          return may(actor, "register.write", await ties.tiesOf({ kind: "session", id }, today())).may;
        },
        tell,
        end,
      };
      try {
        events.onEnd(await screens.watch(id, screen));
        if (!events.gone())
          await trail.did({ by: doerOfRequest(request), deed: "code.show", object: `session ${id}` });
      } catch (error) {
        log.warn({ error, session: id }, "a code was not shown");
        end();
      }
    },
  );
}

interface Said {
  readonly status: number;
  readonly field: string;
  readonly message: string;
}

/** Answers with why somebody was not confirmed, and what to do about it. */
function sendCodeRefusal(reply: FastifyReply, refusal: CodeRefusal): FastifyReply {
  if (refusal.code === "slow") return sendAccountRefusal(reply, refusal);
  const { status, field, message } = say(refusal);
  if (status === 503) reply.header("retry-after", "2");
  return sendProblem(reply, status, "You were not confirmed", {
    detail: `${field}: ${message}`,
    errors: [{ field, message }],
  });
}

function say(refusal: Exclude<CodeRefusal, { readonly code: "slow" }>): Said {
  switch (refusal.code) {
    case "unknown_code":
      return {
        status: 404,
        field: "code",
        message: "no room shows this code; scan the one on the screen, or type its six letters and digits",
      };
    case "old_code":
      return {
        status: 409,
        field: "code",
        message: "this code was followed by another one; scan the one that the screen shows now",
      };
    case "no_code":
      return { status: 409, field: "code", message: sayWhy(refusal) };
    case "nobody_signs_in":
      return {
        status: 409,
        field: "actor",
        message:
          "nobody has an account here, so a code cannot say who somebody is; make the first administrator at /set-up, then accounts for students",
      };
    case "no_student":
      return {
        status: 403,
        field: "actor",
        message:
          "this account is no student’s; who could: a student with their own account. Sign in with that one, or ask whoever looks after accounts to link it to you",
      };
    case "nothing_seen":
      return {
        status: 409,
        field: "code",
        message: "this phone has shown no code in the last five minutes; scan the one on the screen",
      };
    case "used_by_another":
      return {
        status: 409,
        field: "code",
        message:
          "another account was confirmed by what this phone scanned; scan the code on the screen again",
      };
    case "store_away":
      return { status: 503, field: "store", message: `${refusal.detail}; confirm again in a moment` };
    case "not_taken":
      return {
        status: 409,
        field: "confirmation",
        message: `${refusal.detail}; tell the lecturer, who can mark you by hand`,
      };
  }
}

function sayWhy({ why, timeZone }: Extract<CodeRefusal, { readonly code: "no_code" }>): string {
  const clock = (at: Temporal.Instant): string =>
    at.toZonedDateTimeISO(timeZone).toPlainTime().toString({ smallestUnit: "minute" });
  switch (why.code) {
    case "cancelled":
      return "this session was cancelled; if you are in it all the same, tell the lecturer";
    case "over":
      return `this session ended at ${clock(why.end)}; if you were there, tell the lecturer, who can mark you by hand`;
    case "not_open":
      return `this session can be confirmed from ${clock(why.opens)} on; scan the code again then`;
    case "no_room":
      return "this session has no room any more; tell the lecturer";
  }
}
