import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditPage } from "../../src/contract/http/audit.ts";
import { madeWallLink, type WallView, wallLinkList, wallView } from "../../src/contract/http/walls.ts";
import { queryRows } from "../parts/postgres.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "./rights-school.ts";
import { serveHere } from "./serve-here.ts";
import { setUpAdministrator } from "./sign-in.ts";

let school: RightsSchool;
let secret: string;
let id: string;
const extra = ["S3", "S4", "S5", "S6"];
beforeAll(async () => {
  school = await openRightsSchool();
  school.asking.set("rita", account("rita", ["registrar"], null));
  school.asking.set("ada", account("ada", ["administrator"], null));
  school.asking.set("audra", account("audra", ["auditor"], null));
  school.asking.set("grace", account("grace", ["lecturer"], school.people.get("grace") ?? null));
  // The class of S1 is large enough to be counted, that of S2 is not.
  for (const code of extra) {
    const added = await fetch(
      `${school.served.url}/api/v1/roster/students`,
      posted({ code, familyName: `Byron ${code}` }),
    );
    expect(added.status, await added.text()).toBe(200);
    const answer = await fetch(
      `${school.served.url}/api/v1/sessions/${school.own.session}/students`,
      posted({ student: code, reason: "came along" }),
    );
    expect(answer.status, await answer.text()).toBe(200);
  }
  const made = madeWallLink.parse(
    await (await school.ask("rita", "/api/v1/walls", posted({ name: "Foyer, north" }))).json(),
  );
  secret = made.secret;
  id = made.walls[0]?.id ?? "";
}, 120_000);
afterAll(() => school?.served.stop());

interface Wall {
  readonly status: number;
  /** Everything that was said, byte for byte. */
  text(): string;
  views(): WallView[];
  /** Resolves with the first view that is as asked, of those that have not come yet as well. Rejects when the stream ends. */
  next(wanted: (view: WallView) => boolean): Promise<WallView>;
  readonly ended: Promise<void>;
  close(): void;
}

async function openWall(authorization?: string): Promise<Wall> {
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${school.served.url}/api/v1/wall`, { agent: false, headers }, resolve).on("error", reject);
  });
  let text = "";
  const waiting = new Set<() => void>();
  let over = false;
  const wake = () => {
    for (const look of waiting) look();
  };
  answer.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    answer.on("close", () => {
      over = true;
      wake();
      resolve();
    });
  });
  const views = () =>
    Array.from(text.matchAll(/^event: wall\ndata: (.+)\n\n/gm), ([, data = ""]) =>
      wallView.parse(JSON.parse(data)),
    );
  return {
    status: answer.statusCode ?? 0,
    text: () => text,
    views,
    next: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = views().find(wanted);
          if (found !== undefined) resolve(found);
          else if (over) reject(new Error("the wall ended"));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    ended,
    close: () => answer.destroy(),
  };
}
const byLink = () => openWall(`Bearer ${secret}`);

describe("a wall", () => {
  test("shows what is on with rooms and counts, follows, and says nothing of anybody", async () => {
    const wall = await byLink();
    const first = await wall.next(() => true);
    const own = first.on.find(({ name }) => name === "OWN");
    expect(own).toMatchObject({ rooms: ["R1"], count: { expected: 5, here: 0 } });
    // One person's presence is no count.
    expect(first.on.find(({ name }) => name === "ELSE")).toMatchObject({ rooms: ["R2"], count: null });

    const answer = await fetch(
      `${school.served.url}/api/v1/sessions/${school.own.session}/marks/S3`,
      posted({ to: { status: "present" }, reason: "was there", revision: 0 }),
    );
    expect(answer.status, await answer.text()).toBe(200);
    const followed = await wall.next(({ on }) => on.some(({ count }) => count?.here === 1));
    // The standing sessions of the demonstration's school are on beside those of the timetable.
    expect(
      followed.on
        .filter(({ standing }) => !standing)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["ELSE", "OWN"]);
    expect(followed.on.some(({ standing }) => standing)).toBe(true);

    const people = await queryRows(school.served.database, "select id::text as word from person");
    const known = await queryRows(school.served.database, "select value as word from identifier");
    const sessions = await queryRows(school.served.database, "select id::text as word from session");
    const words = [...people, ...known, ...sessions].map((row) => String(Reflect.get(Object(row), "word")));
    expect(words.length).toBeGreaterThan(20);
    expect([...words, "Ada", "Byron"].filter((word) => wall.text().includes(word))).toEqual([]);
    wall.close();
  });

  test("is opened by nothing but its link whole, and by who may see the day", async () => {
    for (const shown of [
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret}x`,
      "Bearer muster_wall_",
      `Bearer ${id}`,
    ]) {
      const wall = await openWall(shown);
      expect(wall.status, shown).toBe(401);
      wall.close();
    }
    for (const [word, status] of [
      ["rita", 200],
      ["audra", 200],
      ["grace", 404],
      ["nobody", 401],
    ] as const) {
      const wall = await openWall(word);
      expect(wall.status, word).toBe(status);
      wall.close();
    }
    // A link in the address opens nothing: addresses stand in logs.
    const answer = await school.ask(
      "nobody",
      `/api/v1/wall?authorization=Bearer%20${secret}&secret=${secret}`,
    );
    expect(answer.status).toBe(401);
  });

  test("its link is nobody at every other door of the product that asks who is there, shown as header, cookie or address", async () => {
    const served = await serveHere();
    try {
      const ada = await setUpAdministrator(served);
      const made = madeWallLink.parse(
        JSON.parse((await ada.send("POST", "/api/v1/walls", { name: "Foyer" })).text),
      );
      const held = (path: string, init: RequestInit = {}) =>
        fetch(`${served.url}${path}`, {
          ...init,
          headers: {
            ...Object.fromEntries(new Headers(init.headers)),
            authorization: `Bearer ${made.secret}`,
            // As a page of the product's own would send it, so that nothing is refused for where it is from.
            "sec-fetch-site": "same-origin",
            cookie: `muster_session=${made.secret}; __Host-muster_session=${made.secret}`,
          },
        });
      const opened = await held("/api/v1/wall");
      expect(opened.status).toBe(200);
      await opened.body?.cancel();
      const doors = served.doors.filter(
        ({ method, right, url }) => method !== "HEAD" && right.kind !== "open" && url !== "/api/v1/wall",
      );
      expect(doors.length).toBeGreaterThan(150);
      for (const { method, url } of doors) {
        const path = url.replaceAll(/:\w+/g, made.walls[0]?.id ?? "");
        const answer = await held(path, method === "GET" ? {} : posted({}, method));
        expect([`${method} ${url}`, answer.status]).toEqual([`${method} ${url}`, 401]);
        await answer.body?.cancel();
      }
      for (const show of ["board", "scans", "student:S1"]) {
        expect((await held(`/api/v1/live?show=${show}`)).status).toBe(401);
      }
      // Ended, it opens nothing at all.
      const end = await ada.send("DELETE", `/api/v1/walls/${made.walls[0]?.id}`);
      expect(end.status).toBe(200);
      expect((await held("/api/v1/wall")).status).toBe(401);
    } finally {
      await served.stop();
    }
  }, 120_000);

  test("ends at once where it is shown when its link is ended, and opens no more", async () => {
    const made = madeWallLink.parse(
      await (await school.ask("ada", "/api/v1/walls", posted({ name: "Foyer, south" }))).json(),
    );
    const link = made.walls.find(({ name }) => name === "Foyer, south")?.id ?? "";
    const screens = [await openWall(`Bearer ${made.secret}`), await openWall(`Bearer ${made.secret}`)];
    const other = await byLink();
    for (const screen of [...screens, other]) await screen.next(() => true);
    const listed = wallLinkList.parse(await (await school.ask("audra", "/api/v1/walls")).json());
    expect(listed.walls.find((wall) => wall.id === link)).toMatchObject({ screens: 2, createdBy: "ada" });
    expect(listed.walls.find((wall) => wall.id === link)?.lastShownAt).not.toBeNull();

    const end = () => school.ask("rita", `/api/v1/walls/${link}`, { method: "DELETE" });
    expect((await end()).status).toBe(200);
    await Promise.all(screens.map(({ ended }) => ended));
    expect((await openWall(`Bearer ${made.secret}`)).status).toBe(401);
    expect((await end()).status).toBe(404);
    const before = other.views().length;
    await fetch(
      `${school.served.url}/api/v1/sessions/${school.own.session}/marks/S4`,
      posted({ to: { status: "present" }, reason: "was there", revision: 0 }),
    );
    await other.next(({ on }) => on.some(({ count }) => count?.here === 2));
    expect(other.views().length).toBeGreaterThan(before);
    other.close();
  });

  test("of somebody who is signed in ends with their right to it", async () => {
    school.asking.set("leaver", account("leaver", ["registrar"], null));
    const wall = await openWall("leaver");
    await wall.next(() => true);
    school.asking.set("leaver", account("leaver", ["technician"], null));
    await wall.ended;
  });

  test("is made and ended by the administrator and the registrar, and by nobody else", async () => {
    expect((await school.ask("audra", "/api/v1/walls", posted({ name: "x" }))).status).toBe(403);
    expect((await school.ask("grace", "/api/v1/walls", posted({ name: "x" }))).status).toBe(404);
    expect((await school.ask("audra", `/api/v1/walls/${id}`, { method: "DELETE" })).status).toBe(403);
    expect((await school.ask("rita", "/api/v1/walls", posted({ name: "  " }))).status).toBe(400);
    expect((await school.ask("rita", "/api/v1/walls", posted({ name: "x", created_by: "y" }))).status).toBe(
      400,
    );
  });

  test("its secret is kept as a hash: in no table, no audit entry and no line of the log", async () => {
    const rows = await queryRows(school.served.database, "select * from wall");
    expect(JSON.stringify(rows)).not.toContain(secret);
    const told = auditPage.parse(await (await school.ask("audra", "/api/v1/audit")).json());
    const ours = told.entries.filter(({ object }) => object.startsWith("wall "));
    expect(ours.map(({ deed }) => deed).sort()).toEqual(["wall.end", "wall.make", "wall.make"]);
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(JSON.stringify(school.served.log)).not.toContain(secret);
  });

  test("its page sends no address on, and is framed by nobody", async () => {
    const page = await fetch(`${school.served.url}/wall`);
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});
