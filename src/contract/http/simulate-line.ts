/** Where the server is that a printed command is meant for, as it serves at the moment. */
export interface ServedAt {
  /** `mqtt://host:port`; a name and a password are never among what is printed. */
  readonly mqttUrl: string;
  /** `http://host:port`. */
  readonly url: string;
  /** The broker wants a name and a password, which only the reader of the line knows. */
  readonly asksName?: boolean;
}

const defaults: ServedAt = { mqttUrl: "mqtt://localhost:1883", url: "http://localhost:3000" };

/** A host as it stands in an address: an IPv6 one in brackets. */
export function hostInUrl(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** The address of one who listens on every address of its machine, as a client on that machine writes it. */
export function addressFromHere(url: string): string {
  return url.replace(/^(\w+:\/\/)(?:0\.0\.0\.0|\[?::\]?)(?=$|[:/])/, "$1localhost");
}

/**
 * The line that runs the simulator against this server. What the simulator takes for granted is left out, so the line
 * works as it is printed, from the project's folder on the server's machine; NAME and PASSWORD stand where a broker asks
 * for them.
 *
 * @param options what it shall do, as on the command line; may be empty
 */
export function simulateLine(options: string, { mqttUrl, url, asksName = false }: ServedAt): string {
  const broker = addressFromHere(mqttUrl.includes("://") ? mqttUrl : `mqtt://${mqttUrl}`);
  const usual = mqttUrl === "" || (broker.replace(/\/$/, "") === defaults.mqttUrl && !asksName);
  const words = [
    options,
    usual ? "" : `--url ${asksName ? broker.replace("://", "://NAME:PASSWORD@") : broker}`,
    options.includes("--school") && url !== defaults.url ? `--api ${url}` : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "npm run simulate" : `npm run simulate -- ${words.join(" ")}`;
}
