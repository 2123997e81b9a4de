import type { FastifyReply } from "fastify";

/** An answer that goes on: server-sent events to a screen that follows. */
export interface EventStream {
  /** Whether nobody reads it any more. */
  readonly gone: () => boolean;
  /** Sends text in the form of events; one who reads too far behind is let go, and comes back by itself. */
  readonly tell: (text: string | Buffer) => void;
  readonly end: () => void;
  /** Calls this once when it is over, whoever ended it; at once where it is. */
  readonly onEnd: (leave: () => void) => void;
}

export const eventStreamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  "x-accel-buffering": "no",
};

/** Takes an answer over from the server for events. @param maxUnsentBytes how far behind whoever reads may be */
export function openEventStream(reply: FastifyReply, maxUnsentBytes: number): EventStream {
  const { raw } = reply;
  const leaving: (() => void)[] = [];
  let gone = false;
  function end(): void {
    if (gone) return;
    gone = true;
    for (const leave of leaving) leave();
    raw.end();
  }
  raw.on("close", end);
  raw.on("error", end);
  reply.hijack();
  raw.writeHead(200, eventStreamHeaders);
  raw.write("retry: 1000\n\n");
  return {
    gone: () => gone,
    tell(text) {
      if (gone) return;
      if (raw.writableLength > maxUnsentBytes) raw.destroy();
      else raw.write(text);
    },
    end,
    onEnd(leave) {
      if (gone) leave();
      else leaving.push(leave);
    },
  };
}
