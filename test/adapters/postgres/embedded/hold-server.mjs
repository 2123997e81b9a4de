// A process that starts the embedded server of the folder in its first argument, says so, and waits to be killed.
import path from "node:path";
import { runnerImport } from "vite";

const [dataFolder] = process.argv.slice(2);
const file = path.resolve(
  import.meta.dirname,
  "../../../../src/adapters/postgres/embedded/start-embedded-postgres.ts",
);
const { module } = await runnerImport(file, { configFile: false, logLevel: "error" });
const server = await module.startEmbeddedPostgres({ dataFolder, log: () => {} });
console.log(JSON.stringify({ pid: server.pid, adopted: server.adopted }));
setInterval(() => {}, 60_000);
