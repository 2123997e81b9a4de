const defaults = { mqttUrl: "mqtt://localhost:1883", url: "http://localhost:3000" };
/**
 * The line that runs the simulator against this server. What the simulator takes for granted is left out, so the line
 * works as it is printed, from the project's folder on the server's machine.
 *
 * @param options what it shall do, as on the command line; may be empty
 */
export function simulateLine(options, { mqttUrl, url }) {
  const broker = mqttUrl.includes("://") ? mqttUrl : `mqtt://${mqttUrl}`;
  const words = [
    options,
    mqttUrl === "" || broker.replace(/\/$/, "") === defaults.mqttUrl ? "" : `--url ${broker}`,
    options.includes("--school") && url !== defaults.url ? `--api ${url}` : "",
  ].filter((word) => word !== "");
  return words.length === 0 ? "npm run simulate" : `npm run simulate -- ${words.join(" ")}`;
}
//# sourceMappingURL=simulate-line.js.map
