import { Readable } from "node:stream";
import type pg from "pg";

/** Rows come one by one; they are handed on in blocks of about this many bytes. */
const blockSize = 128 * 1024;

/**
 * `COPY … TO STDOUT` as a stream of blocks of whole lines, given to `client.query`. Reading slowly slows the server
 * down. A stream that is destroyed before its end leaves its connection unusable.
 */
export class CopyOut extends Readable implements pg.Submittable {
  /** How many rows there were, once the stream has ended. */
  rows = 0;
  readonly #text: string;
  #socket: Readable | null = null;
  #block: Buffer[] = [];
  #blockBytes = 0;

  constructor(text: string) {
    super({ highWaterMark: 4 * blockSize });
    this.#text = text;
  }

  submit(connection: pg.Connection): void {
    this.#socket = connection.stream;
    connection.query(this.#text);
  }

  override _read(): void {
    this.#socket?.resume();
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    // The parser writes over its buffer later on.
    this.#block.push(Buffer.from(chunk));
    this.#blockBytes += chunk.length;
    if (this.#blockBytes >= blockSize && !this.#handOn()) this.#socket?.pause();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.rows = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? Number.NaN);
  }

  handleReadyForQuery(): void {
    this.#handOn();
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  #handOn(): boolean {
    if (this.#blockBytes === 0) return true;
    const block = Buffer.concat(this.#block, this.#blockBytes);
    this.#block = [];
    this.#blockBytes = 0;
    return this.push(block);
  }
}
