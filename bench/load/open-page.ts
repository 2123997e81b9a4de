import { get } from "node:http";

/** A page's live connection. */
export interface Page {
  /** When the frame of each change number had arrived whole, in ms of this process's clock. */
  readonly frames: ReadonlyMap<number, number>;
  /** The data of the frames, where they are kept. */
  readonly texts: readonly string[];
  close(): void;
}

/**
 * Opens the live stream as a page does, and notes when each frame of changes arrives. Resolves at the first bytes.
 *
 * @param keepTexts false looks at nothing but the frame's first line, so that many pages cost this process little
 * @param show what the page says it shows, `session:ID`; null for everything
 */
export function openPage(url: string, keepTexts: boolean, show: string | null = null): Promise<Page> {
  return new Promise((resolve, reject) => {
    const frames = new Map<number, number>();
    const texts: string[] = [];
    const query = show === null ? "" : `?${new URLSearchParams({ show })}`;
    const request = get(`${url}/api/v1/live${query}`, { agent: false }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`a live stream was answered with ${response.statusCode}`));
        return;
      }
      let pending: Buffer[] = [];
      response.on("data", (chunk: Buffer) => {
        let from = 0;
        for (let end = endOfFrame(pending, chunk, from); end !== -1; end = endOfFrame(pending, chunk, from)) {
          pending.push(chunk.subarray(from, end));
          note(pending);
          pending = [];
          from = end;
        }
        if (from < chunk.length) pending.push(chunk.subarray(from));
        resolve({ frames, texts, close: () => request.destroy() });
      });
      response.on("error", () => undefined); // closed by us
    });
    request.on("error", reject);

    function note(parts: readonly Buffer[]): void {
      const arrivedAt = performance.now();
      const head = parts[0]?.toString("latin1", 0, 60) ?? "";
      const id = /^event: changes\nid: (\d+)\n/.exec(
        head.length < 60 ? Buffer.concat(parts).toString() : head,
      )?.[1];
      if (id === undefined) return;
      frames.set(Number(id), arrivedAt);
      if (keepTexts) texts.push(/\ndata: (.*)\n/.exec(Buffer.concat(parts).toString())?.[1] ?? "");
    }
  });
}

/** Where the frame ends in this chunk: after the empty line, which two chunks may share. */
function endOfFrame(pending: readonly Buffer[], chunk: Buffer, from: number): number {
  if (from === 0 && chunk[0] === 0x0a && pending.at(-1)?.at(-1) === 0x0a) return 1;
  const at = chunk.indexOf("\n\n", from);
  return at === -1 ? -1 : at + 2;
}
