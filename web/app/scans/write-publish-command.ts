import { mosquittoOptions } from "../../../src/contract/http/mosquitto-options.ts";
import { originalTopic } from "../../../src/contract/mqtt/topics.ts";

/**
 * A line for a POSIX shell that publishes one scan in the original's format, dated now.
 *
 * @param brokerAddress `mqtt://host:port`, or as much of it as is known
 * @param asksName the broker wants a name and a password
 * @returns null where Mosquitto's client cannot reach that broker
 */
export function writePublishCommand(brokerAddress: string, asksName: boolean): string | null {
  const options = mosquittoOptions(brokerAddress, asksName);
  if (options === null) return null;
  const message = `'{"student_id":"CSAI1001","location":"BSB214","decision":"granted","timestamp":"'$(date -u +%FT%TZ)'"}'`;
  return `mosquitto_pub ${options} -t ${originalTopic} -m ${message}`;
}
