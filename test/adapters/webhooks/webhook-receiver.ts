import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server that keeps what it is sent. */
export interface WebhookReceiver {
  /** `http://localhost:port/hook` */
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers next and from then on; null for no answer at all. */
  answer(status: number | null, headers?: Record<string, string>): void;
  stop(): Promise<void>;
}

export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let status: number | null = 204;
  let headers: Record<string, string> = {};
  const server = createServer((request, response) => {
    const blocks: Buffer[] = [];
    request.on("data", (block: Buffer) => blocks.push(block));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(blocks).toString("utf8"),
      });
      if (status !== null) response.writeHead(status, headers).end();
    });
  });
  server.listen(0);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the receiver listens on no port");
  return {
    url: `http://localhost:${address.port}/hook`,
    received,
    answer(next, more = {}) {
      status = next;
      headers = more;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
