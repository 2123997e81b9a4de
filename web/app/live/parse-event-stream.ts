/** One server-sent event, as the HTML standard dispatches it. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
  /** The last event id in force when the event was dispatched; empty when none was ever sent. */
  readonly id: string;
}

/**
 * Reads server-sent events out of text that arrives in pieces of any size (HTML standard, section 9.2.6).
 *
 * @returns a function that takes the next piece and returns the events that it completed, in order
 */
export function createEventStreamParser(): (piece: string) => StreamEvent[] {
  let rest = "";
  let name = "";
  let data: string[] = [];
  let id = "";

  return (piece) => {
    const events: StreamEvent[] = [];
    rest += piece;
    // A carriage return at the very end may be half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) events.push({ name: name === "" ? "message" : name, data: data.join("\n"), id });
        name = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") name = value;
      else if (field === "data") data.push(value);
      else if (field === "id" && !value.includes("\0")) id = value;
    }
    return events;
  };
}
