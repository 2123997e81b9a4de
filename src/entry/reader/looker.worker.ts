import { parentPort, workerData } from "node:worker_threads";
import { createLooker } from "./create-looker.ts";
import type { LookerQuestion, LookerReply, LookerSettings } from "./looker-calls.ts";
import { openReaderRecognizer } from "./open-reader-recognizer.ts";

const port = parentPort;
if (port === null) throw new Error("a looker runs in a thread of its own");
const tell = (reply: LookerReply): void => port.postMessage(reply);

const settings: LookerSettings = workerData;
const recognizer = await openReaderRecognizer(settings);
const looker = createLooker(recognizer, () => performance.now());

async function answer(question: LookerQuestion): Promise<LookerReply> {
  try {
    if (question.ask === "know") return { told: "knows", known: looker.know(question.people) };
    return { told: "looked", looked: await looker.look(question.frame, question.at) };
  } catch (error) {
    return { told: "fault", fault: error instanceof Error ? error.message : String(error) };
  }
}

// One question at a time: a look must not overlap another, nor a change of whom it knows.
let last: Promise<void> = Promise.resolve();
port.on("message", (question: LookerQuestion) => {
  last = last.then(async () => tell(await answer(question)));
});
tell({ told: "open", model: recognizer.model.id });
