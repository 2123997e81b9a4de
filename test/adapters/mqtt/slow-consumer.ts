import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { setTimeout as commitTakes } from "node:timers/promises";
import { connectExternalBroker } from "../../../src/adapters/mqtt/connect-external-broker.ts";

/**
 * A consumer to be killed: each message is committed, 20 ms after it came, as a line of the file in argv[4].
 * argv: the broker's URL, 4 or 5, the file.
 */
const [, , url = "", version = "5", file = ""] = process.argv;
const store = openSync(file, "a");
process.on("exit", () => closeSync(store));
// A test that was itself killed leaves no consumer behind.
process.on("disconnect", () => process.exit());

await connectExternalBroker({
  url,
  clientId: "consumer",
  protocolVersion: version === "4" ? 4 : 5,
  subscriptions: ["access/result"],
  state: { topic: "muster/v1/s/state", instance: "slow" },
  intake: {
    async submit({ payload }) {
      await commitTakes(20);
      writeSync(store, `${Buffer.from(payload).toString()}\n`);
      fsyncSync(store);
      process.send?.("committed");
    },
  },
  log: () => {},
});
process.send?.("connected");
