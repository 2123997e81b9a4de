import { Worker } from "node:worker_threads";
import { InvalidUpload } from "../app/imports/csv-table.ts";
import type { ReadContent } from "../app/imports/import-content.ts";
import { unpackContent } from "../app/imports/pack-content.ts";
import type { UploadReader } from "../app/imports/read-upload.ts";
import type { Clock } from "../app/ports.ts";
import { packageFolder } from "./package-folder.ts";
import type { UploadQuestion, UploadReply } from "./upload-calls.ts";

/**
 * Reads uploads in a thread of their own, one after the other: while files are unpacked and taken apart, messages of
 * devices are answered as ever. Each has a thread to itself, so that what it takes of memory is given back.
 */
export function readUploadApart(clock: Clock, timeZone: string): UploadReader {
  let last: Promise<unknown> = Promise.resolve();
  return (upload) => {
    const read = last.then(() => readIn({ upload, timeZone, now: clock.now().epochMilliseconds }));
    // The next one waits for this one's end, whatever it was.
    last = read.then(
      () => undefined,
      () => undefined,
    );
    return read;
  };
}

/** As it was built: a thread loads no TypeScript, also where this file itself was loaded from its source. */
const script = new URL("dist/server/upload.worker.js", packageFolder);

async function readIn(question: UploadQuestion): Promise<ReadContent> {
  const reply = await new Promise<UploadReply>((resolve, reject) => {
    const worker = new Worker(script, { workerData: question, stdin: false });
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`the thread that reads files ended with code ${code}`)));
  });
  if (reply.told !== "read") throw new InvalidUpload(reply.message);
  return { content: await unpackContent(reply.content), notes: reply.notes };
}
