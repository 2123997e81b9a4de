import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createOriginalSender } from "../../simulator/create-original-sender.ts";
import { BrokerUnreachable, brokerPatienceMs } from "../../simulator/scan-sender.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Where every connection is taken, and then held without a word or closed. */
async function listens(after: "holds" | "closes"): Promise<string> {
  const server = createServer((socket) => {
    if (after === "closes") socket.destroy();
    else closers.push(() => socket.destroy());
  });
  closers.push(() => server.close());
  await new Promise<void>((listening) => server.listen(0, "localhost", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `mqtt://localhost:${address.port}`;
}

async function said(url: string, patienceMs: number): Promise<string> {
  const never = () => undefined;
  const refused = createOriginalSender({ url, qos: 1, onConfirmed: never, onTrouble: never, patienceMs });
  return refused.then(
    () => "let in",
    (error: unknown) => (error instanceof BrokerUnreachable ? error.message : String(error)),
  );
}

test("a broker that is slow to answer is waited for, and what did not answer in time is not called away", async () => {
  // Brokers that keep a backlog take tens of seconds under load.
  expect(brokerPatienceMs).toBe(30_000);
  const url = await listens("holds");
  expect(await said(url, 50)).toBe(
    `nothing came from ${url} within 0.05 s: the MQTT broker there has much to do, or none is there. Try again, or name another broker with --url mqtt://host:port`,
  );
});

test("what closes the connection is said to have done so", async () => {
  const url = await listens("closes");
  expect(await said(url, 5_000)).toBe(
    `what listens at ${url} closed the connection and did not answer: it takes no more connections, or is no MQTT broker. Try again, or name another broker with --url mqtt://host:port`,
  );
});
