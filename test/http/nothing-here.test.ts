import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handleProblems } from "../../src/adapters/http/problems.ts";

const page = "<!doctype html><title>Pages</title>";
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "muster-pages-"));
  await writeFile(join(folder, "index.html"), page);
  app = Fastify();
  handleProblems(app, log, folder);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const ask = async (url: string, headers: Record<string, string>, method: "GET" | "POST" = "GET") => {
  const { statusCode, headers: told, body } = await app.inject({ url, headers, method });
  return [statusCode, String(told["content-type"]).split(";")[0], body === page];
};

test("a browser at an address where nothing is sees the pages' own word, and a programme a problem", async () => {
  expect(await ask("/nothing", browser)).toEqual([404, "text/html", true]);
  expect(await ask("/nothing", { accept: "*/*" })).toEqual([404, "application/problem+json", false]);
  expect(await ask("/api/v1/nothing", browser)).toEqual([404, "application/problem+json", false]);
  expect(await ask("/nothing", browser, "POST")).toEqual([404, "application/problem+json", false]);
});

test("where no pages were built it is a problem for everybody", async () => {
  const bare = Fastify();
  handleProblems(bare, log, join(folder, "none"));
  const answer = await bare.inject({ url: "/nothing", headers: browser });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([404, "application/problem+json"]);
  await bare.close();
});
