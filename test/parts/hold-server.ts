// Starts a server, says its data folder, and then only waits to be killed.
import { startServer } from "./server.ts";

const { dataFolder } = await startServer({ embedded: true });
process.stdout.write(`${dataFolder}\n`);
