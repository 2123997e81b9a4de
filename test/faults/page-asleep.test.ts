import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { changesFrame } from "../../src/contract/live/frames.ts";
import { createEventStreamParser, type StreamEvent } from "../../web/app/live/parse-event-stream.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { closeAfterTest } from "./closing.ts";
import { connectPlainSender, type Sending } from "./plain-sender.ts";
import { withStore } from "./read-stored.ts";

/** Longer than the server takes to tell of the next changes, so that a page has missed some when it wakes. */
const asleepMs = 150;
const naps = 8;

/** More changes than a page is led through one by one; the rest of the law is at its edge in the hub's own tests. */
const tooMany = 5_001;

test("a page that slept resumes where it stopped: nothing is left out, nothing comes twice, nothing is out of order", async () => {
  const server = await startServer();
  closeAfterTest(server.stop);
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  const seqOf = async (ids: readonly string[]) => seqsOf(server, ids);

  const awake = await listen(server, null);
  const first = sender.send(120, 1);
  await first.done;
  const before = await awake.changesUntil(Math.max(...(await seqOf(first.ids))));
  awake.close();
  const seen = [...before.seqs];
  let { lastId } = before;

  const missed = sender.send(300, 1);
  await missed.done;
  // It wakes, and nods off again, while more is being committed: what it missed and what comes must meet without a
  // gap or an overlap each time.
  const other = await connectPlainSender(server.mqttUrl, "other");
  closeAfterTest(other.close);
  const meanwhile: Sending[] = [];
  let over = false;
  const trickle = (async () => {
    while (!over) {
      const few = sender.send(3, 1);
      meanwhile.push(few);
      await few.done;
    }
  })();
  for (let nap = 0; nap < naps; nap += 1) {
    await pause(asleepMs);
    const between = await listen(server, lastId);
    const nudge = other.send(1, 1);
    meanwhile.push(nudge);
    await nudge.done;
    const more = await between.changesUntil(Math.max(...(await seqOf(nudge.ids))));
    seen.push(...more.seqs);
    lastId = more.lastId;
    between.close();
  }
  over = true;
  await trickle;
  const last = sender.send(1, 1);
  await last.done;
  const awakeAgain = await listen(server, lastId);
  const rest = await awakeAgain.changesUntil(Math.max(...(await seqOf(last.ids))));
  awakeAgain.close();
  seen.push(...rest.seqs);

  expect(seen).toEqual(await seqOf([first, missed, ...meanwhile, last].flatMap(({ ids }) => ids)));
}, 60_000);

test("a page that is too far behind, or ahead of this store, is told to read everything anew", async () => {
  const server = await startServer();
  closeAfterTest(server.stop);
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  const awake = await listen(server, null);
  const one = sender.send(1, 1);
  await one.done;
  const [seq = 0] = await seqsOf(server, one.ids);
  const { lastId } = await awake.changesUntil(seq);
  awake.close();

  await sender.send(tooMany, 1).done;
  for (const lastSeen of [lastId, "999999999"]) {
    const stream = await listen(server, lastSeen);
    const event = await stream.next();
    expect(event).toMatchObject({ name: "reset" });
    expect(JSON.parse(event.data)).toMatchObject({ reason: "too_far_behind" });
    expect(Number(event.id)).toBeGreaterThan(seq);
    stream.close();
  }
}, 60_000);

/** A page's live feed, as far as the wire goes. */
interface Stream {
  /** The next event that changes what a page holds; the state of the server comes whenever it likes. */
  next(): Promise<StreamEvent>;
  /** Reads frames, one at least, up to the change of that number, and gives the numbers of all scans in them. */
  changesUntil(seq: number): Promise<{ readonly seqs: readonly number[]; readonly lastId: string }>;
  /** Falls asleep: the connection is gone without a word. */
  close(): void;
}

async function listen(server: TestServer, lastEventId: string | null): Promise<Stream> {
  const over = new AbortController();
  const response = await fetch(`${server.url}/api/v1/live`, {
    signal: over.signal,
    headers: lastEventId === null ? {} : { "last-event-id": lastEventId },
  });
  if (response.body === null) throw new Error("the live feed has no body");
  const events = readEvents(response.body);
  async function next(): Promise<StreamEvent> {
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error("the live feed ended");
      if (value.name === "changes" || value.name === "reset") return value;
    }
  }
  // The server says its state once a page has caught up, so whatever is sent from now on will be heard.
  if (lastEventId === null) await events.next();
  return {
    next,
    async changesUntil(seq) {
      const seqs: number[] = [];
      for (;;) {
        const event = await next();
        expect(event.name).toBe("changes");
        const frame = changesFrame.parse(JSON.parse(event.data));
        seqs.push(...frame.scans.map((scan) => scan.seq));
        if (frame.seq >= seq) return { seqs, lastId: event.id };
      }
    },
    close: () => over.abort(),
  };
}

async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, undefined> {
  const parse = createEventStreamParser();
  const decoder = new TextDecoder();
  for await (const chunk of body) yield* parse(decoder.decode(chunk, { stream: true }));
}

/** The change numbers of scans, in order. */
function seqsOf(server: TestServer, ids: readonly string[]): Promise<readonly number[]> {
  return withStore(server, async (client) => {
    const { rows } = await client.query<{ seq: string }>(
      "select seq from scan where external_id = any($1) order by seq",
      [ids],
    );
    expect(rows).toHaveLength(ids.length);
    return rows.map(({ seq }) => Number(seq));
  });
}
