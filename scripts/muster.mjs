// `npm run simulate` and the like: one command of the command line, installed and built first if need be.
import { buildIfStale, checkNode, install } from "./prepare.mjs";

checkNode();
install();
try {
  await buildIfStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import("../dist/server/cli.js");
