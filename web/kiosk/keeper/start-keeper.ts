import type { KeeperCalls, KeeperName, KeeperQuestion, KeeperReply } from "./keeper-calls.ts";

/** Asks the keeper; `transfer` gives frames away instead of copying them. Rejects with the keeper's own words. */
export type AskKeeper = <Name extends KeeperName>(
  name: Name,
  give: KeeperCalls[Name]["give"],
  transfer?: readonly Transferable[],
) => Promise<KeeperCalls[Name]["get"]>;

/** Starts the keeper's worker. It lives as long as the page. */
export function startKeeper(): AskKeeper {
  const worker = new Worker(new URL("./keeper.worker.ts", import.meta.url), { type: "module" });
  const unanswered = new Set<(error: Error) => void>();
  worker.addEventListener("error", (event) => {
    const error = new Error(`the kiosk's worker failed: ${event.message}`);
    for (const fail of unanswered) fail(error);
    unanswered.clear();
  });
  return <Name extends KeeperName>(
    name: Name,
    give: KeeperCalls[Name]["give"],
    transfer: readonly Transferable[] = [],
  ) =>
    new Promise<KeeperCalls[Name]["get"]>((done, fail) => {
      unanswered.add(fail);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<KeeperReply<Name>>) => {
        unanswered.delete(fail);
        port1.close();
        if ("fault" in data) fail(new Error(data.fault));
        else done(data.get);
      };
      const question: KeeperQuestion<Name> = { name, give };
      worker.postMessage(question, [port2, ...transfer]);
    });
}
