/** Listens on every interface; a client has to name one. */
const anyHost = new Set(["0.0.0.0", "[::]", "::"]);

/**
 * The options with which Mosquitto's own clients reach a broker.
 *
 * @param address `mqtt://host:port`, or as much of it as is known
 * @param asksName the broker wants a name and a password, which only the reader of the line knows
 * @returns null where they cannot: they do not speak MQTT over WebSocket
 */
export function mosquittoOptions(address: string, asksName = false): string | null {
  const [, protocol = "mqtt", named = "", numbered] =
    /^(?:(\w+):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(address) ?? [];
  if (protocol === "ws" || protocol === "wss") return null;
  const tls = protocol === "mqtts" || protocol === "ssl";
  const host = named === "" || anyHost.has(named) ? "127.0.0.1" : named;
  const port = numbered ?? (tls ? "8883" : "1883");
  const secure = tls ? " --tls-use-os-certs" : "";
  const name = asksName ? " -u NAME -P PASSWORD" : "";
  return `-h ${host.replace(/^\[(.*)\]$/, "$1")} -p ${port}${secure}${name}`;
}
