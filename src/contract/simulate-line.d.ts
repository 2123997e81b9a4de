/** Where the server is that a printed command is meant for, as it serves at the moment. */
export interface ServedAt {
  /** `mqtt://host:port`; a name and a password are never among what is printed. */
  readonly mqttUrl: string;
  /** `http://host:port`. */
  readonly url: string;
}
/**
 * The line that runs the simulator against this server. What the simulator takes for granted is left out, so the line
 * works as it is printed, from the project's folder on the server's machine.
 *
 * @param options what it shall do, as on the command line; may be empty
 */
export declare function simulateLine(options: string, { mqttUrl, url }: ServedAt): string;
