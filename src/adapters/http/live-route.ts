import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { WhoAsks } from "../../app/actor.ts";
import type { LiveHub } from "../../app/live/create-live-hub.ts";
import { liveViewOf } from "../../app/live/live-view-of.ts";
import type { LiveView, Shows } from "../../app/live/shown-to.ts";
import type { Log } from "../../app/ports.ts";
import type { TiesStore } from "../../app/rights/ties-store.ts";
import { liveShows } from "../../contract/live/frames.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { may } from "../../domain/rights/may.ts";
import { eventStreamHeaders, openEventStream } from "./open-event-stream.ts";
import { sendProblem } from "./problems.ts";
import { signedIn } from "./route-right.ts";

/** A page that reads this far behind is let go; it comes back and resumes by itself. */
const maxUnsentBytes = 8 * 1024 * 1024;
const keepAliveMs = 15_000;

export interface LiveRouteParts {
  readonly hub: LiveHub;
  readonly log: Log;
  readonly who: WhoAsks;
  readonly ties: TiesStore;
  readonly today: () => string;
}

/** Sees to it that a stream tells what its reader may know now, and ends with the right to it. */
interface Watched {
  readonly account: string | null;
  /** Asks again who is there and what they may; ends the stream where that is less or other than it was. */
  readonly askAgain: () => void;
}

/** `GET /api/v1/live`: server-sent events with resume by Last-Event-ID. */
export function liveRoute(plain: FastifyInstance, parts: LiveRouteParts): void {
  const { hub, log, who, ties, today } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const closers = new Set<() => void>();
  const watched = new Set<Watched>();
  const stopHearing = who.onChanged((account) => {
    for (const each of watched) if (account === null || account === each.account) each.askAgain();
  });

  /** What the reader may be told of what is shown, or null where something was asked for that is not theirs to see. */
  async function viewFor(actor: Actor, shows: Shows): Promise<LiveView | null> {
    const view = liveViewOf(actor, shows);
    const students = new Set<string>();
    for (const topic of shows ?? []) {
      const [kind = "", id = ""] = topic.split(/:(.*)/su);
      if (kind === "session" && view.sessions.kind !== "everything") {
        const tied = await ties.tiesOf({ kind, id }, today());
        if (tied === null || !may(actor, "register.read", tied).may) return null;
      }
      if (kind === "student" && view.students !== null) {
        const tied = await ties.tiesOf({ kind, id }, today());
        if (tied === null || !may(actor, "student.read", tied).may) return null;
        students.add(id);
      }
    }
    return view.students === null ? view : { ...view, students };
  }
  /** The last frame as it goes over the wire: encoded once, however many pages get it. */
  let encoded = { text: "", bytes: Buffer.alloc(0) };
  function encode(text: string): Buffer {
    if (encoded.text !== text) encoded = { text, bytes: Buffer.from(text) };
    return encoded.bytes;
  }
  app.addHook("onClose", async () => {
    stopHearing();
    for (const close of closers) close();
  });

  app.get(
    "/api/v1/live",
    // A HEAD of its own, below: the stream has no end that one could wait for.
    {
      exposeHeadRoute: false,
      ...signedIn(
        "each page is told what its reader may see of what it shows, and asked again while it listens",
      ),
      schema: {
        tags: ["live"],
        summary: "Changes as server-sent events, of what is shown alone where `show` says so",
        querystring: z.object({ show: liveShows.optional() }),
      },
    },
    async (request, reply) => {
      const { show } = request.query;
      const { actor } = request;
      const { cookie, authorization } = request.headers;
      const credentials = { cookie, authorization, address: request.ip };
      const shows = show === undefined ? null : new Set(show);
      const view = await viewFor(actor, shows);
      if (view === null) {
        return sendProblem(reply, 404, "There is nothing here", {
          detail: "show: one of these is not there, or not yours to see; leave it out",
        });
      }
      const known = JSON.stringify(actor);
      const lastSeen = readLastSeen(request.headers["last-event-id"]);
      const events = openEventStream(reply, maxUnsentBytes);
      const { tell, end } = events;
      const keepAlive = setInterval(() => {
        tell(": still here\n\n");
        if (actor.kind !== "everybody") askAgain();
      }, keepAliveMs);
      /** Ends the stream where its reader may no longer have all of it: the page comes back, and is asked anew. */
      function askAgain(): void {
        who
          .actorOf(credentials, false)
          .then(async (now) => {
            if (now === null || JSON.stringify(now) !== known || (await viewFor(now, shows)) === null) end();
          })
          .catch((error: unknown) => {
            log.warn({ error }, "who listens could not be made sure of; the stream was ended");
            end();
          });
      }
      const watch: Watched = { account: accountOf(actor), askAgain };
      watched.add(watch);
      closers.add(end);
      events.onEnd(() => {
        clearInterval(keepAlive);
        closers.delete(end);
        watched.delete(watch);
      });
      try {
        const remove = await hub.listen(lastSeen, view, (text) => {
          tell(encode(text));
          // Whom somebody teaches may be other students now.
          if (actor.kind !== "everybody" && text.startsWith("event: reset")) askAgain();
        });
        events.onEnd(remove);
      } catch (error) {
        log.warn({ error }, "live feed not opened");
        end();
      }
    },
  );
  app.head(
    "/api/v1/live",
    { ...signedIn("says how a stream would be sent"), schema: { hide: true } },
    (_, reply) => reply.headers(eventStreamHeaders).send(),
  );
}

const accountOf = (actor: Actor): string | null =>
  actor.kind === "account" ? actor.account : actor.kind === "token" ? actor.maker.account : null;

/** null for none, and for text that is no change number: such a page reads everything anew. */
function readLastSeen(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
