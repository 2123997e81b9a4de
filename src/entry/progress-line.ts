const lineEveryMs = 5_000;
const clearLine = "\r\u001b[K";

/** How far a command is, on standard error: one line that changes on a terminal, one every five seconds elsewhere. */
export interface ProgressLine {
  show(text: string): void;
  /** Clears the line. */
  end(): void;
}

export function createProgressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let nextAt = performance.now() + (stream.isTTY ? 0 : lineEveryMs);
  return {
    show(text) {
      if (performance.now() < nextAt) return;
      nextAt = performance.now() + (stream.isTTY ? 100 : lineEveryMs);
      stream.write(stream.isTTY ? `${clearLine}${text}` : `${text}\n`);
    },
    end() {
      if (stream.isTTY) stream.write(clearLine);
    },
  };
}
