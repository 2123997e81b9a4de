import { once } from "node:events";
import { createServer } from "node:http";
import { strFromU8, unzipSync } from "fflate";
import type { ImportView } from "../../../src/contract/http/imports.ts";

/** Plays a server's API of imports: it takes what comes, and tells what it was. */
export interface FakeApi {
  readonly url: string;
  /** The files of each import, by name. */
  readonly imports: readonly Readonly<Record<string, string>>[];
  /** The body of each confirmation. */
  readonly applied: readonly unknown[];
  stop(): Promise<void>;
}

export interface FakeApiOptions {
  readonly timeZone?: string;
  /** What it notes about every import. */
  readonly notes?: ImportView["notes"];
  /** Answered to every import instead of a preview. */
  readonly problem?: { readonly status: number; readonly body: string };
}

export async function startFakeApi(options: FakeApiOptions = {}): Promise<FakeApi> {
  const imports: Record<string, string>[] = [];
  const applied: unknown[] = [];
  const view = (state: ImportView["state"]): ImportView => ({
    id: "import 1",
    kind: "csv",
    name: "pretend-university.zip",
    source: "csv",
    createdAt: "2026-11-22T20:10:00Z",
    by: "operator",
    state,
    appliedAt: null,
    halted: null,
    rows: 3,
    counts: [],
    changes: [],
    notes: options.notes ?? [],
    refused: options.notes?.length ?? 0,
    warnings: [],
    questions: [],
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      };
      const route = `${request.method} ${new URL(request.url ?? "", "http://localhost").pathname}`;
      if (route === "GET /api/v1/system")
        return answer(200, { timeZone: options.timeZone ?? "Europe/London" });
      if (route === "POST /api/v1/imports") {
        if (options.problem) return answer(options.problem.status, options.problem.body);
        const files = Object.entries(unzipSync(Buffer.concat(chunks)));
        imports.push(Object.fromEntries(files.map(([name, bytes]) => [name, strFromU8(bytes)])));
        return answer(200, view("preview"));
      }
      if (route === "POST /api/v1/imports/import%201/apply") {
        applied.push(JSON.parse(Buffer.concat(chunks).toString()));
        return answer(200, view("applied"));
      }
      return answer(404, { title: `no route ${route}` });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    imports,
    applied,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
