import type { Publisher } from "./ports.ts";

/** A publisher that may be spoken to before there is a broker: what is said then is sent once there is one. */
export interface Outbound extends Publisher {
  /** The broker is there. Counts once. */
  open(broker: Publisher): void;
  /** There will be none: what waits, and whatever is still said, is refused. */
  close(): void;
}

/**
 * Breaks the circle of a start: a broker that keeps a backlog hands it over before its own opening is over, and the
 * receipts for it are due at once.
 */
export function createOutbound(): Outbound {
  let open: Outbound["open"] = () => undefined;
  let close: Outbound["close"] = () => undefined;
  const broker = new Promise<Publisher>((resolve, reject) => {
    open = resolve;
    close = () => reject(new Error("the server stopped before its broker was there"));
  });
  // Each who publishes is told; where nothing was said, nobody has to be.
  broker.catch(() => undefined);
  return {
    publish: async (topic, payload, options) => (await broker).publish(topic, payload, options),
    open: (opened) => open(opened),
    close: () => close(),
  };
}
