/** Takes one line for each outcome of starting, stopping or losing the server. */
export type StartLog = (line: { event: string; [key: string]: unknown }) => void;
