import { originalTopic } from "../../../src/contract/mqtt/topics.ts";

/** Listens on every interface; a client has to name one. */
const anyHost = new Set(["0.0.0.0", "[::]", "::"]);

/**
 * A line for a POSIX shell that publishes one scan in the original's format, dated now.
 *
 * @param brokerAddress `mqtt://host:port`, or as much of it as is known
 */
export function writePublishCommand(brokerAddress: string): string {
  const { host, port, tls } = readAddress(brokerAddress);
  const message = `'{"student_id":"CSAI1001","location":"BSB214","decision":"granted","timestamp":"'$(date -u +%FT%TZ)'"}'`;
  const secure = tls ? " --tls-use-os-certs" : "";
  return `mosquitto_pub -h ${host} -p ${port}${secure} -t ${originalTopic} -m ${message}`;
}

function readAddress(address: string): { host: string; port: string; tls: boolean } {
  const url = URL.parse(address.includes("://") ? address : `mqtt://${address}`);
  const tls = url?.protocol === "mqtts:" || url?.protocol === "ssl:";
  if (url === null || url.hostname === "") return { host: "127.0.0.1", port: "1883", tls };
  const host = anyHost.has(url.hostname) ? "127.0.0.1" : url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: url.port === "" ? (tls ? "8883" : "1883") : url.port, tls };
}
