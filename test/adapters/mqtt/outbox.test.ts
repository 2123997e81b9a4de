import { expect, test } from "vitest";
import { Outbox, type Publication } from "../../../src/adapters/mqtt/outbox.ts";

const publication = (payload: string): Publication => ({ topic: "t", payload, qos: 1, retain: false });

/** A connection whose every answer is the test's doing. */
function connection() {
  const sent: { payload: string; answer(): void; refuse(cause: Error): void }[] = [];
  const send = ({ payload }: Publication) =>
    new Promise<void>((answer, refuse) => {
      sent.push({ payload, answer, refuse });
    });
  return { sent, send, payloads: () => sent.map(({ payload }) => payload) };
}

test("what is added without a connection waits, in order, what goes ahead first", async () => {
  const outbox = new Outbox(10);
  const { send, sent, payloads } = connection();
  const all = [
    outbox.add(publication("a")),
    outbox.add(publication("b")),
    outbox.add(publication("c"), { ahead: true }),
  ];
  outbox.open(send, 10);
  expect(payloads()).toEqual(["c", "a", "b"]);
  for (const { answer } of sent) answer();
  await Promise.all(all);
  await outbox.drained();
  expect(outbox.size).toBe(0);
});

test("no more are under way than the broker takes", async () => {
  const outbox = new Outbox(10);
  const { send, sent, payloads } = connection();
  outbox.open(send, 2);
  const [first] = ["a", "b", "c"].map((payload) => outbox.add(publication(payload)));
  expect(payloads()).toEqual(["a", "b"]);
  sent[0]?.answer();
  await first;
  expect(payloads()).toEqual(["a", "b", "c"]);
});

test("what a connection left unanswered goes out again on the next one, first and all at once, and only its answer counts", async () => {
  const outbox = new Outbox(10);
  const [before, after] = [connection(), connection()];
  outbox.open(before.send, 2);
  const [first] = ["a", "b", "c"].map((payload) => outbox.add(publication(payload)));
  outbox.pause();
  void outbox.add(publication("ahead"), { ahead: true });
  outbox.open(after.send, 10);
  expect(after.payloads()).toEqual(["a", "b", "ahead", "c"]);
  before.sent[0]?.refuse(new Error("Connection closed"));
  before.sent[1]?.answer();
  after.sent[0]?.answer();
  await first;
  expect(outbox.size).toBe(3);
});

test("a refused publication is told to who asked for it, and frees its place", async () => {
  const outbox = new Outbox(10);
  const { send, sent, payloads } = connection();
  outbox.open(send, 1);
  const first = outbox.add(publication("a"));
  void outbox.add(publication("b"));
  sent[0]?.refuse(new Error("Publish error: Quota exceeded"));
  await expect(first).rejects.toThrow("Quota exceeded");
  expect(payloads()).toEqual(["a", "b"]);
});

test.each([
  [2, "taken"],
  [3, "refused"],
])("of a capacity of 2, publication %i is %s", async (nth, expected) => {
  const outbox = new Outbox(2);
  const all = Array.from({ length: nth }, (_, n) => outbox.add(publication(String(n))));
  const last = all.at(-1);
  if (expected === "refused") await expect(last).rejects.toThrow(/already wait/);
  expect(outbox.size).toBe(2);
});

test("at the end everything unanswered is rejected, waiting or under way", async () => {
  const outbox = new Outbox(10);
  outbox.open(connection().send, 1);
  const all = [outbox.add(publication("under way")), outbox.add(publication("waiting"))];
  outbox.close(new Error("over"));
  for (const one of all) await expect(one).rejects.toThrow("over");
  await expect(outbox.add(publication("late"))).rejects.toThrow("over");
  expect(outbox.size).toBe(0);
});
