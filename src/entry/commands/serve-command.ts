import { Command } from "commander";
import { StoreUnavailable } from "../../app/ingest/ingest-transaction.ts";
import { loadSettings } from "../../config/load-settings.ts";
import { addressFromHere, simulateLine } from "../../contract/http/simulate-line.ts";
import { createLog } from "../create-log.ts";
import { type RunningServer, serve } from "../serve.ts";

/** `muster serve`: runs the server until it is told to stop. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("run the server: broker, store, registers and pages")
    .addHelpText(
      "after",
      "\nExample:\n  $ MUSTER_PORT=8080 npx muster serve\n\nSettings are variables: see docs/settings.md",
    )
    .action(runServer);
}

async function runServer(): Promise<void> {
  const settings = loadSettings();
  const log = createLog(settings.logLevel);
  let server: RunningServer | null = null;
  let stopping = false;
  /** Told to stop while still starting: what is being started must be there to be stopped. */
  let stopEarly: string | null = null;

  async function stop(reason: string, exitCode: number): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, "stopping");
    await server?.stop();
    log.info({}, "stopped");
    process.exit(exitCode);
  }
  // npm passes Ctrl-C on as well, so it may come twice; closing down takes a moment and must not be cut short.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (server === null) stopEarly = signal;
      else void stop(signal, 0);
    });
  }

  // Each loop and each request takes its own faults. One that nobody took is told, and a store that is away is no
  // reason to end; anything else has left work half done, and is.
  process.on("unhandledRejection", (reason) => {
    log.error({ error: reason }, "a fault that nobody took");
    if (!(reason instanceof StoreUnavailable)) void stop("fault", 1);
  });

  server = await serve(settings, {
    log,
    onFault(fault) {
      log.error({ error: fault }, "the server cannot go on");
      void stop("fault", 1);
    },
  });
  if (stopEarly !== null) return stop(stopEarly, 0);
  process.stdout.write(greeting(server));
}

function greeting({ url, mqttUrl, asksName, brokerKind, demo }: RunningServer): string {
  const broker = {
    embedded: "the embedded broker",
    external: "your broker, from MQTT_URL",
    borrowed: "the broker that was already running here",
  }[brokerKind];
  const why = demo
    ? "The original's school is loaded as a demonstration. Let its camera see somebody:"
    : "No scan comes by itself. Pretend to be a camera:";
  const name = asksName ? "\n      (with a name and a password that your broker knows)" : "";
  const next = `${why}\n      ${simulateLine("", { mqttUrl, url, asksName })}${name}`;
  return `
  Muster is running.

    Pages    ${url}
    MQTT     ${addressFromHere(mqttUrl)}  (${broker})

    ${next}

  Ctrl-C stops everything.

`;
}
