import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { KioskView } from "../../../src/contract/http/kiosk.ts";

/** Plays the server that is asked whether faces may be looked at, and a camera that films over HTTP. */
export interface KioskSwitch {
  readonly port: number;
  readonly url: string;
  view: Pick<KioskView, "on" | "challenge">;
  /** What was asked: method, path, and the bytes that came with it. */
  readonly asked: readonly { readonly line: string; readonly bytes: number }[];
  /** Answers a question for `/camera`. */
  film: (response: ServerResponse) => void;
  stop(): Promise<void>;
}

export async function startKioskSwitch(): Promise<KioskSwitch> {
  const asked: { line: string; bytes: number }[] = [];
  const server = createServer((request, response) => {
    const question = { line: `${request.method} ${request.url?.split("?")[0]}`, bytes: 0 };
    asked.push(question);
    request.on("data", (part: Buffer) => {
      question.bytes += part.length;
    });
    if (request.url?.startsWith("/camera")) {
      made.film(response);
      return;
    }
    const view: KioskView = { ...made.view, site: "main", mqttHere: true, decisions: [] };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(view));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const made: KioskSwitch = {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    view: { on: true, challenge: "never" },
    asked,
    film: (response) => response.end(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return made;
}
