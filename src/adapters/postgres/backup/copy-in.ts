import { once } from "node:events";
import type { Duplex } from "node:stream";
import type pg from "pg";

const copyData = 0x64; // 'd'
const copyDone = 0x63; // 'c'

/** `COPY … FROM STDIN`, given to `client.query`: lines are written, then it is ended. */
export class CopyIn implements pg.Submittable {
  readonly #text: string;
  readonly #started: Promise<void>;
  readonly #done: Promise<number>;
  #start: () => void = () => undefined;
  #end: (rows: number) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  #socket: Duplex | null = null;
  #rows = 0;

  constructor(text: string) {
    this.#text = text;
    this.#done = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    // Who writes or ends hears of a failure; until then nobody need listen.
    this.#done.catch(() => undefined);
    this.#started = new Promise((resolve) => {
      this.#start = resolve;
    });
  }

  /** Sends lines. Rejects when the server has refused what came before. */
  async write(lines: Buffer): Promise<void> {
    const socket = await this.#opened();
    const head = Buffer.alloc(5);
    head.writeUInt8(copyData, 0);
    head.writeUInt32BE(lines.length + 4, 1);
    socket.write(head);
    if (socket.write(lines)) return;
    const writable = new AbortController();
    try {
      await Promise.race([once(socket, "drain", { signal: writable.signal }), this.#done]);
    } finally {
      writable.abort();
    }
  }

  /** @returns how many rows the server took */
  async end(): Promise<number> {
    const socket = await this.#opened();
    socket.write(Buffer.from([copyDone, 0, 0, 0, 4]));
    return this.#done;
  }

  async #opened(): Promise<Duplex> {
    await Promise.race([this.#started, this.#done]);
    if (this.#socket === null) throw new Error("the server ended a COPY before it began");
    return this.#socket;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: pg.Connection): void {
    this.#socket = connection.stream;
    this.#start();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#rows = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? Number.NaN);
  }

  handleReadyForQuery(): void {
    this.#end(this.#rows);
  }

  handleError(error: Error): void {
    this.#fail(error);
  }
}
