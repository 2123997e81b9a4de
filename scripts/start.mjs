// `npm start`: the one command that runs the product after a clone.
import { buildIfStale, checkNode, install } from "./prepare.mjs";

checkNode();
install();
try {
  await buildIfStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// In this very process: one less to hold in memory, and Ctrl-C reaches it.
process.argv.splice(2, 0, "serve");
await import("../dist/server/cli.js");
