import { describe, expect, test } from "vitest";
import type { MarkView } from "../../../src/contract/http/sessions.ts";
import {
  createWaitingChanges,
  forgetOthers,
  type SendOutcome,
  waitingKey,
} from "../../../web/app/waiting/create-waiting-changes.ts";
import type { WaitingChange } from "../../../web/app/waiting/waiting-change.ts";
import { sessionRow } from "../registers/session-row.ts";

class MemoryStorage implements Storage {
  readonly #kept = new Map<string, string>();
  get length(): number {
    return this.#kept.size;
  }
  clear(): void {
    this.#kept.clear();
  }
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  key(at: number): string | null {
    return [...this.#kept.keys()][at] ?? null;
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }
}

const mark = (student: string, change: Partial<MarkView>): MarkView => ({
  student: { id: student, name: null },
  status: "not_seen",
  minutesLate: null,
  minutesPresent: null,
  firstSeen: null,
  lastSeen: null,
  source: "automatic",
  word: null,
  flags: [],
  revision: 1,
  why: "Not seen.",
  ...change,
});
const marks = (
  student: string,
  status: "present" | "absent",
  revision: number,
): Pick<WaitingChange, "session" | "title" | "deed"> => ({
  session: "s1",
  title: "Ethics",
  deed: {
    kind: "marks",
    students: [{ student, name: null, revision }],
    to: { status },
    reason: "seen",
  },
});
const signOff = { session: "s1", title: "Ethics", deed: { kind: "sign-off" as const, sent: { reason: "" } } };
const written = (...now: MarkView[]): SendOutcome => ({
  kind: "written",
  answer: { session: sessionRow(), marks: now, seq: 9 },
});
const conflict = (...current: MarkView[]): SendOutcome => ({
  kind: "refused",
  status: 409,
  message: "the mark changed",
  body: { type: "about:blank", title: "no", status: 409, current },
});

function open(answers: SendOutcome[], storage = new MemoryStorage(), login = "grace") {
  const sent: { path: string; sent: unknown }[] = [];
  let id = 0;
  const changes = createWaitingChanges({
    login,
    storage,
    post: async (path, body) => {
      sent.push({ path, sent: body });
      return answers.shift() ?? { kind: "away" };
    },
    now: () => 0,
    newId: () => `c${++id}`,
    onWritten: () => undefined,
  });
  return { changes, sent, storage };
}

describe("changes that wait on the device", () => {
  test("are kept for the next page, sent in order, and gone once they are written", async () => {
    const { changes, storage } = open([]);
    changes.add(marks("S1", "present", 1));
    changes.add(marks("S2", "absent", 4));
    changes.add(signOff);
    await changes.send();
    expect(changes.list()).toHaveLength(3);

    const again = open(
      [written(mark("S1", { revision: 2 })), written(mark("S2", { revision: 5 })), written()],
      storage,
    );
    expect(again.changes.list()).toEqual(changes.list());
    await again.changes.send();
    expect(again.sent.map(({ path }) => path)).toEqual([
      "sessions/s1/marks",
      "sessions/s1/marks",
      "sessions/s1/sign-off",
    ]);
    expect(again.changes.list()).toEqual([]);
    expect(storage.length).toBe(0);
  });

  test("what is said later of the same mark is of the revision that the earlier one made", async () => {
    const { changes, sent } = open([
      written(mark("S1", { revision: 2 })),
      written(mark("S1", { revision: 3 })),
    ]);
    changes.add(marks("S1", "present", 1));
    changes.add(marks("S1", "absent", 1));
    await changes.send();
    expect(sent[1]?.sent).toMatchObject({ students: [{ student: "S1", revision: 2 }] });
  });

  test("a mark that changed meanwhile is shown and not written over; what comes behind it waits", async () => {
    const { changes, sent } = open([conflict(mark("S1", { status: "late", revision: 7, why: "Late." }))]);
    changes.add(marks("S1", "present", 1));
    changes.add(signOff);
    await changes.send();
    await changes.send();
    expect(sent).toHaveLength(1);
    expect(changes.list().map(({ stopped }) => stopped)).toEqual([
      {
        because: "conflict",
        now: [{ student: "S1", status: "late", revision: 7, why: "Late." }],
      },
      null,
    ]);
  });

  test("a person who looked says it anew, of the revision that they saw; or leaves it", async () => {
    const answers = [conflict(mark("S1", { status: "late", revision: 7 }))];
    const { changes, sent } = open(answers);
    changes.add(marks("S1", "present", 1));
    changes.add(signOff);
    await changes.send();
    answers.push(written(mark("S1", { revision: 8 })), written());
    changes.insist("c1");
    await changes.send();
    expect(sent[1]?.sent).toMatchObject({ students: [{ student: "S1", revision: 7 }] });
    expect(changes.list()).toEqual([]);

    const left = open([conflict(mark("S1", { status: "late", revision: 7 }))]);
    left.changes.add(marks("S1", "present", 1));
    await left.changes.send();
    left.changes.drop("c1");
    expect(left.changes.list()).toEqual([]);
    expect(left.sent).toHaveLength(1);
  });

  test("one whose answer was lost is not asked about: the mark says it by hand already", async () => {
    const { changes } = open([conflict(mark("S1", { status: "present", source: "manual", revision: 2 }))]);
    changes.add(marks("S1", "present", 1));
    await changes.send();
    expect(changes.list()).toEqual([]);
  });

  test("what the server refuses is told with its words, and holds up no other session", async () => {
    const { changes } = open([
      { kind: "refused", status: 409, message: "it is final", body: null },
      written(mark("S9", { revision: 1 })),
    ]);
    changes.add(marks("S1", "present", 1));
    changes.add({ ...marks("S9", "present", 0), session: "s2" });
    await changes.send();
    expect(changes.list().map(({ id, stopped }) => [id, stopped])).toEqual([
      ["c1", { because: "refused", message: "it is final" }],
    ]);
  });

  test("forgotten while one is on its way: its answer keeps nothing on the device", async () => {
    const { changes, storage } = open([{ kind: "refused", status: 422, message: "no", body: null }]);
    changes.add(marks("S1", "present", 1));
    changes.add(marks("S2", "present", 1));
    const sent = changes.send();
    changes.forget();
    await sent;
    expect([changes.list(), storage.length]).toEqual([[], 0]);
  });

  test("belong to one account: another finds nothing, and nobody does after signing out", () => {
    const { changes, storage } = open([]);
    changes.add(marks("S1", "present", 1));
    storage.setItem("theme", "dark");
    expect(open([], storage, "alan").changes.list()).toEqual([]);
    forgetOthers(storage, "grace");
    expect(storage.getItem(waitingKey("grace"))).not.toBeNull();
    forgetOthers(storage, "alan");
    expect(storage.getItem(waitingKey("grace"))).toBeNull();
    changes.add(marks("S2", "present", 1));
    forgetOthers(storage, null);
    expect([...Array(storage.length).keys()].map((at) => storage.key(at))).toEqual(["theme"]);
  });
});
