import { Agent, get } from "node:http";
import { studentId } from "../load/school.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { type Bench, withProduct } from "../product/with-product.ts";
import { createFigureBook } from "../report/figure.ts";
import { quantile } from "../report/statistics.ts";
import type { Part } from "./part.ts";

/** The students asked for have a hundred scans from the beginning, as many as their page shows. */
const questions: readonly { readonly name: string; readonly path: (n: number) => string }[] = [
  { name: "a student's page", path: (n) => `/api/v1/students/${studentId(n % 80)}` },
  {
    name: "a class's page",
    path: (n) => `/api/v1/classes/R-${String((n % 40) + 1).padStart(2, "0")}`,
  },
  { name: "50 students", path: () => "/api/v1/students" },
  { name: "50 scans", path: () => "/api/v1/scans" },
  {
    name: "50 scans of a location",
    path: (n) => `/api/v1/scans?location=R-${String((n % 40) + 1).padStart(2, "0")}`,
  },
];

/**
 * (d) The same questions over HTTP to two products, one with few scans and one with many, which came in over MQTT
 * like any. They are asked in turn, so that what else the machine does bears on both alike.
 */
export const answersPart: Part = {
  title: "Answers over HTTP at two sizes of the store, asked in turn",
  run: ({ quick, say }) =>
    withProduct((small) =>
      withProduct(async (large) => {
        const stores = [
          { bench: small, scans: 10_000, times: [] as number[] },
          { bench: large, scans: quick ? 50_000 : 1_000_000, times: [] as number[] },
        ] as const;
        for (const { bench, scans } of stores) {
          say(`filling up to ${scans.toLocaleString("en")} scans`);
          await fillTo(bench, scans);
          await bench.client.query("vacuum analyze");
        }
        const book = createFigureBook();
        const agent = new Agent({ keepAlive: true, maxSockets: 2 });
        for (const { name, path } of questions) {
          say(name);
          for (let n = 0; n < (quick ? 60 : 320); n++) {
            for (const { bench, times } of stores) {
              const ms = await ask(agent, new URL(path(n), bench.product.url));
              if (n >= 20) times.push(ms);
            }
          }
          for (const { scans, times } of stores) {
            times.sort((a, b) => a - b);
            const label = `${name}, ${scans.toLocaleString("en")} scans`;
            book.add({ case: label, measure: "p50", unit: "ms" }, quantile(times, 0.5));
            book.add({ case: label, measure: "p99", unit: "ms" }, quantile(times, 0.99));
          }
          const [few, many] = stores;
          const ratio = quantile(many.times, 0.5) / quantile(few.times, 0.5);
          book.add({ case: name, measure: "p50, many scans to few", unit: "×" }, ratio);
          for (const { times } of stores) times.length = 0;
        }
        agent.destroy();
        return { figures: book.figures(), notes: await databaseNotes(large.client) };
      }),
    ),
};

/** Publishes what is missing, in pieces that fit in the generator's memory. */
async function fillTo({ generator, product, client }: Bench, size: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ n: string }>("select count(*) as n from scan");
    const stored = Number(rows[0]?.n);
    if (stored >= size) return;
    await generator.prepare({
      port: product.mqttPort,
      connections: 50,
      inFlight: 4000,
      plan: { kind: "native", scans: "busy", from: stored, count: Math.min(size - stored, 100_000) },
    });
    await generator.publish();
  }
}

/** Resolves with the milliseconds from the request to the last byte of its answer. */
function ask(agent: Agent, url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    get(url, { agent }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) resolve(performance.now() - begin);
        else reject(new Error(`${url.pathname}: ${response.statusCode}`));
      });
    }).on("error", reject);
  });
}
