import type { DemoCamera } from "../app/demo/demo-camera.ts";
import type { Log } from "../app/ports.ts";

/** The demo's button asks for a lively quarter of an hour, not for a load test. */
const longestSeconds = 15 * 60;

/**
 * Plays the original's camera from within the server: real MQTT to the same broker, like any device.
 *
 * @param url of the broker, with credentials where it wants them; never logged
 */
export function createDemoCamera(parts: {
  readonly url: () => string;
  readonly log: Log;
  readonly onChanged: () => void;
}): DemoCamera & { stop(): Promise<void> } {
  const { log, onChanged } = parts;
  let running: { readonly ended: Promise<void>; readonly abort: AbortController } | null = null;

  async function play(rate: number, signal: AbortSignal): Promise<void> {
    // Loaded when it is first wanted: most servers never play.
    const { runSimulation } = await import("../../simulator/run-simulation.ts");
    const summary = await runSimulation({
      url: parts.url(),
      protocol: "original",
      rate,
      count: null,
      seed: Math.floor(Math.random() * 2 ** 31),
      qos: 0,
      faults: new Set(),
      site: "main",
      outboxFolder: null,
      signal,
    });
    log.info({ sent: summary.sent }, "demonstration camera ended");
  }

  return {
    playing: () => running !== null,
    start({ rate, seconds }) {
      if (running !== null) return;
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), Math.min(seconds, longestSeconds) * 1000);
      const ended = play(rate, abort.signal)
        .catch((error: unknown) => log.warn({ error }, "demonstration camera failed"))
        .finally(() => {
          clearTimeout(timer);
          running = null;
          onChanged();
        });
      running = { ended, abort };
      onChanged();
    },
    async stop() {
      running?.abort.abort();
      await running?.ended;
    },
  };
}
