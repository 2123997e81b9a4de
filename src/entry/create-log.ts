import pino from "pino";
import pretty from "pino-pretty";
import type { Log } from "../app/ports.ts";
import type { LogLevel } from "../config/settings.ts";

/** Secrets that a careless object could carry into a line. */
const redacted = [
  "password",
  "*.password",
  "databaseUrl",
  "mqttUrl",
  "connectionString",
  "*.connectionString",
];

/** The log on standard output: for people on a terminal, one JSON object a line anywhere else. */
export function createLog(level: LogLevel): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    redact: redacted,
    serializers: { error: pino.stdSerializers.err },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  const logger = process.stdout.isTTY
    ? pino(options, pretty({ colorize: true, ignore: "pid,hostname", translateTime: "HH:MM:ss", sync: true }))
    : pino(options);
  return {
    info: (fields, outcome) => logger.info(fields, outcome),
    warn: (fields, outcome) => logger.warn(fields, outcome),
    error: (fields, outcome) => logger.error(fields, outcome),
  };
}
