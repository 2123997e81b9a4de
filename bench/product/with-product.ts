import pg from "pg";
import { type Generator, startGenerator } from "../load/start-generator.ts";
import { attachProfiler, freePort, type Profiler } from "./attach-profiler.ts";
import { putSchool } from "./school-in-store.ts";
import { type Product, startProduct } from "./start-product.ts";

export interface Bench {
  readonly product: Product;
  readonly client: pg.Client;
  readonly generator: Generator;
  /** Of the server's processor time; null unless it was asked for. */
  readonly profiler: Profiler | null;
}

/**
 * Starts the product with the benchmarks' school in its store, and stops everything when the work is done.
 *
 * @param profile the folder for profiles of the server's processor time; null for none
 */
export async function withProduct<T>(
  work: (bench: Bench) => Promise<T>,
  profile: string | null = null,
): Promise<T> {
  const port = profile === null ? null : await freePort();
  const product = await startProduct(port === null ? [] : [`--inspect=127.0.0.1:${port}`]);
  const profiler = profile === null || port === null ? null : await attachProfiler(port, profile);
  const generator = startGenerator();
  const client = new pg.Client(product.database);
  try {
    await client.connect();
    await putSchool(client);
    return await work({ product, client, generator, profiler });
  } finally {
    generator.stop();
    await client.end();
    profiler?.close();
    await product.stop();
  }
}
