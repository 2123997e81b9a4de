import pg from "pg";
import { type Generator, startGenerator } from "../load/start-generator.ts";
import { putSchool } from "./school-in-store.ts";
import { type Product, startProduct } from "./start-product.ts";

export interface Bench {
  readonly product: Product;
  readonly client: pg.Client;
  readonly generator: Generator;
}

/** Starts the product with the benchmarks' school in its store, and stops everything when the work is done. */
export async function withProduct<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const product = await startProduct();
  const generator = startGenerator();
  const client = new pg.Client(product.database);
  try {
    await client.connect();
    await putSchool(client);
    return await work({ product, client, generator });
  } finally {
    generator.stop();
    await client.end();
    await product.stop();
  }
}
