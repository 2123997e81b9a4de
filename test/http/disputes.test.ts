import { afterAll, beforeAll, expect, test } from "vitest";
import { disputeList, disputeView } from "../../src/contract/http/disputes.ts";
import { markExplanationView } from "../../src/contract/http/sessions.ts";
import { everyRow } from "../parts/every-row.ts";
import { queryRows } from "../parts/postgres.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "./rights-school.ts";

let school: RightsSchool;
let session: string;
let first: string;
beforeAll(async () => {
  school = await openRightsSchool();
  const idOf = (code: string): string | null => school.people.get(code) ?? null;
  school.asking.set("ada", account("ada", ["student"], idOf("S1")));
  school.asking.set("eve", account("eve", ["student"], idOf("S2")));
  school.asking.set("grace", account("grace", ["lecturer"], idOf("grace")));
  school.asking.set("alan", account("alan", ["lecturer"], idOf("alan")));
  school.asking.set("tom", account("tom", ["tutor"], idOf("tom")));
  school.asking.set("rita", account("rita", ["registrar"], null));
  session = school.own.session;
  first = school.own.dispute;
}, 120_000);
afterAll(() => school?.served.stop());

const mark = async () =>
  markExplanationView.parse(await (await school.ask("ada", `/api/v1/sessions/${session}/marks/S1`)).json());
const list = async (word: string, query = "") =>
  disputeList.parse(await (await school.ask(word, `/api/v1/disputes${query}`)).json());
const say = (word: string, id: string, deed: string, body: object) =>
  school.ask(word, `/api/v1/disputes/${id}/${deed}`, posted(body));
const raise = async (word: string, body: object, student = "S1") =>
  school.ask(word, `/api/v1/sessions/${session}/marks/${student}/disputes`, posted(body));

test("each sees the disputes that are theirs: lists and totals tell of no other", async () => {
  expect((await list("rita")).disputes).toHaveLength(2);
  for (const word of ["ada", "grace", "tom"]) {
    const { disputes, waiting } = await list(word);
    expect(
      disputes.map(({ student }) => student.id),
      word,
    ).toEqual(["S1"]);
    expect(waiting, word).toBe(1);
  }
  expect((await list("alan")).disputes.map(({ student }) => student.id)).toEqual(["S2"]);
  expect((await list("ada", `?session=${school.foreign.session}`)).disputes).toEqual([]);
  expect((await list("rita", "?student=S2")).disputes.map(({ id }) => id)).toEqual([school.foreign.dispute]);
  expect((await list("rita", "?limit=1")).next).not.toBeNull();
});

test("one says nothing of somebody else's mark, and nobody else says anything in one's name", async () => {
  const body = { claimed: "present", reason: "I was there", revision: 1 };
  expect((await raise("eve", body)).status).toBe(404);
  expect((await raise("grace", body)).status).toBe(403);
  expect((await say("eve", first, "withdraw", { reason: "x" })).status).toBe(404);
  expect((await say("alan", first, "answer", { answer: "declined", reason: "x" })).status).toBe(404);
  expect((await say("ada", first, "answer", { answer: "declined", reason: "x" })).status).toBe(403);
  expect((await raise("ada", { ...body, student: "S2", state: "accepted" })).status).toBe(400);
});

test("a mark is disputed once while that waits, and never as what it says already", async () => {
  const { revision } = (await mark()).mark;
  expect((await raise("ada", { claimed: "late", reason: "a minute", revision })).status).toBe(409);
  expect((await raise("ada", { claimed: "absent", reason: "x", revision })).status).toBe(400);
  expect((await raise("ada", { claimed: "late", reason: "x", revision: revision + 1 })).status).toBe(409);
});

test("declined with a reason, taken back, accepted by a correction: all of it stays", async () => {
  expect((await say("grace", first, "answer", { answer: "declined", reason: " " })).status).toBe(400);
  const declined = await say("grace", first, "answer", { answer: "declined", reason: "The room was empty" });
  expect(disputeView.parse(await declined.json())).toMatchObject({ state: "declined" });
  const { revision } = (await mark()).mark;
  expect((await raise("ada", { claimed: "present", reason: "again", revision })).status).toBe(409);
  expect((await say("ada", first, "withdraw", { reason: "x" })).status).toBe(409);

  expect((await say("rita", first, "take-back", { reason: "Asked the porter" })).status).toBe(200);
  const before = await everyRow(school.served.database);
  const stale = await say("grace", first, "answer", {
    answer: "accepted",
    to: { status: "present" },
    revision: revision + 1,
    reason: "The porter saw her",
  });
  expect(stale.status).toBe(409);
  expect(((await stale.json()) as { current: unknown[] }).current).toHaveLength(1);
  expect((await list("ada")).disputes[0]?.state).toBe("open");
  // Of what is refused nothing is written, of the mark and of the dispute.
  expect(await everyRow(school.served.database)).toEqual(before);

  const accepted = await say("grace", first, "answer", {
    answer: "accepted",
    to: { status: "present" },
    revision,
    reason: "The porter saw her",
  });
  const view = disputeView.parse(await accepted.json());
  expect(view.state).toBe("accepted");
  const after = await everyRow(school.served.database);
  const again = { answer: "accepted", to: { status: "absent" }, revision: revision + 1, reason: "Again" };
  expect((await say("grace", first, "answer", again)).status).toBe(409);
  expect(await everyRow(school.served.database)).toEqual(after);
  expect(view.said.map(({ word, by, role }) => [word, by, role])).toEqual([
    ["raised", "local operator", "operator"],
    ["declined", "grace", "lecturer"],
    ["taken_back", "rita", "registrar"],
    ["accepted", "grace", "lecturer"],
  ]);
  const { mark: now, history } = await mark();
  expect(now).toMatchObject({ status: "present", source: "manual" });
  expect(history[0]).toMatchObject({ actor: "grace", role: "lecturer", reason: "The porter saw her" });
  expect((await list("rita")).waiting).toBe(1);
});

test("what one raised oneself one withdraws, and may say something else after it", async () => {
  const { revision } = (await mark()).mark;
  const raised = disputeView.parse(
    await (await raise("ada", { claimed: "late", reason: "I came late", revision })).json(),
  );
  expect(raised).toMatchObject({ state: "open", mark: { status: "present", revision }, claimed: "late" });
  expect((await list("grace", "?state=open")).disputes.map(({ id }) => id)).toEqual([raised.id]);
  const withdrawn = await say("ada", raised.id, "withdraw", { reason: "my mistake" });
  expect(disputeView.parse(await withdrawn.json()).state).toBe("withdrawn");
  expect((await raise("ada", { claimed: "late", reason: "after all", revision })).status).toBe(200);
  expect((await list("ada", "?state=withdrawn")).disputes).toHaveLength(1);
});

test("the store keeps what was said: no word is changed", async () => {
  await expect(
    queryRows(school.served.database, "update dispute_word set reason = 'x' where dispute_id = $1", [first]),
  ).rejects.toThrow();
});
