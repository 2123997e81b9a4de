import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadSchool, readTimeZone } from "../../simulator/university/load-school.ts";
import type { Timekeeper } from "../../src/app/ports.ts";
import { apiTokenList, madeApiToken } from "../../src/contract/http/api-tokens.ts";
import { meView } from "../../src/contract/http/me.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { addAccount, type Browser, openBrowser, passwords, setUpAdministrator, signIn } from "./sign-in.ts";

let now = Temporal.Instant.from("2026-11-23T12:00:00Z");
const clock: Timekeeper = { now: () => now, after: () => () => undefined };

let served: ServedHere;
let ada: Browser;
let rita: Browser;
let ritaId: string;
beforeAll(async () => {
  served = await serveHere({}, clock);
  ada = await setUpAdministrator(served);
  ritaId = await addAccount(ada, "rita", ["registrar"], passwords.bob);
  rita = openBrowser(served.url);
  await signIn(rita, "rita", passwords.bob);
}, 120_000);
afterAll(() => served?.stop());

const wanted = (change: object = {}) => ({
  name: "nightly import",
  deeds: ["product.read", "roster.write", "roster.read"],
  until: "2026-12-31",
  current: passwords.bob,
  ...change,
});
async function make(change: object = {}): Promise<string> {
  const made = await rita.send("POST", "/api/v1/account/tokens", wanted(change));
  if (made.status !== 200) throw new Error(made.text);
  return madeApiToken.parse(JSON.parse(made.text)).token;
}
const withToken = (token: string, path: string, init: RequestInit = {}) =>
  fetch(`${served.url}${path}`, {
    ...init,
    headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` },
  });
const idOf = async (name: string): Promise<string> =>
  apiTokenList
    .parse(JSON.parse((await rita.send("GET", "/api/v1/account/tokens")).text))
    .tokens.find((token) => token.name === name)?.id ?? "";

describe("a token", () => {
  test("is told once, and kept as a hash; it does what it was given and nothing else", async () => {
    const token = await make();
    expect(token).toMatch(/^muster_[\w-]{43}$/);
    const [kept] = await queryRows<{ found: boolean; all: string }>(
      served.database,
      "select token_sha256 = sha256($1::bytea) as found, t::text as all from api_token t where account_id = $2",
      [Buffer.from(token), ritaId],
    );
    expect(kept?.found).toBe(true);
    expect(kept?.all).not.toContain(token);
    expect((await rita.send("GET", "/api/v1/account/tokens")).text).not.toContain(token);

    const me = meView.parse(await (await withToken(token, "/api/v1/me")).json());
    expect(me).toMatchObject({ kind: "token", name: "rita, by nightly import", roles: [] });
    expect(me.deeds.map(({ deed }) => deed).sort()).toEqual(["product.read", "roster.read", "roster.write"]);
    expect((await withToken(token, "/api/v1/roster/students")).status).toBe(200);
    // The registrar may; the token may not.
    expect((await rita.send("GET", "/api/v1/students")).status).toBe(200);
    expect((await withToken(token, "/api/v1/students")).status).toBe(404);
    expect((await withToken(token, "/api/v1/account/tokens")).status).toBe(401);
    expect((await withToken(token, "/api/v1/account")).status).toBe(401);
  });

  test("is asked for by itself: a right cookie beside a wrong token is nobody", async () => {
    const answer = await rita.send("GET", "/api/v1/system", undefined, {
      authorization: "Bearer muster_wrong",
    });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("is never of an address", async () => {
    const token = await make({ name: "in an address" });
    for (const name of ["token", "access_token", "authorization"])
      expect((await fetch(`${served.url}/api/v1/system?${name}=${token}`)).status).toBe(401);
    expect(JSON.stringify(served.log)).not.toContain(token);
    const [told] = await queryRows<{ n: number }>(
      served.database,
      "select count(*)::int as n from audit_entry e where e::text like '%' || $1 || '%'",
      [token],
    );
    expect(told?.n).toBe(0);
  });

  test.each([
    [{ deeds: ["settings.write"] }, 400, "deeds"],
    [{ deeds: ["account.write"] }, 400, "deeds"],
    [{ deeds: ["everything"] }, 400, "deeds"],
    [{ deeds: [] }, 400, "deeds"],
    [{ until: "2026-11-22" }, 400, "until"],
    [{ until: "2028-11-22" }, 400, "until"],
    [{ name: " " }, 400, "name"],
    [{ current: "not mine at all" }, 403, "password"],
    [{ account: "somebody else" }, 400, null],
  ])("is not made with %j", async (change, status, field) => {
    const answer = await rita.send("POST", "/api/v1/account/tokens", wanted(change));
    expect(answer.status).toBe(status);
    if (field === null) return;
    const { errors } = problem.parse(JSON.parse(answer.text));
    expect(errors?.[0]?.field.split(/[.[]/)[0]).toBe(field);
  });

  test("nobody makes administrators with one of an administrator", async () => {
    const asked = { ...wanted({ deeds: ["account.write"] }), current: passwords.ada };
    expect((await ada.send("POST", "/api/v1/account/tokens", asked)).status).toBe(400);
  });

  test("what is done with it is written down as its owner's, by the token", async () => {
    const token = await make({ name: "writes" });
    const id = await idOf("writes");
    const answer = await withToken(token, "/api/v1/roster/rooms", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: "T1" }),
    });
    expect(answer.status).toBe(200);
    const told = await queryRows<{ actor: string; role: string; deed: string }>(
      served.database,
      "select actor, role, deed from audit_entry where role = $1 or object = $2 order by seq",
      [`token ${id}`, `token ${id}`],
    );
    expect(told).toEqual([
      { actor: ritaId, role: "registrar", deed: "token.add" },
      { actor: ritaId, role: `token ${id}`, deed: "POST /api/v1/roster/rooms" },
    ]);
  });

  test("holds no more once it is ended, by its owner or an administrator, and is nobody else's to end", async () => {
    const token = await make({ name: "ended" });
    const id = await idOf("ended");
    const bob = openBrowser(served.url);
    await addAccount(ada, "bob", ["registrar"], passwords.other);
    await signIn(bob, "bob", passwords.other);
    expect((await bob.send("DELETE", `/api/v1/account/tokens/${id}`)).status).toBe(404);
    expect((await bob.send("DELETE", `/api/v1/tokens/${id}`)).status).toBe(404);
    expect((await withToken(token, "/api/v1/system")).status).toBe(200);
    expect((await rita.send("DELETE", `/api/v1/account/tokens/${id}`)).status).toBe(200);
    expect((await withToken(token, "/api/v1/system")).status).toBe(401);
    expect((await rita.send("DELETE", `/api/v1/account/tokens/${id}`)).status).toBe(404);

    const other = await make({ name: "ended by ada" });
    const everybodys = apiTokenList.parse(JSON.parse((await ada.send("GET", "/api/v1/tokens")).text)).tokens;
    expect(everybodys.map(({ login }) => login)).toContain("rita");
    expect((await ada.send("DELETE", `/api/v1/tokens/${await idOf("ended by ada")}`)).status).toBe(200);
    expect((await withToken(other, "/api/v1/system")).status).toBe(401);
  });

  test("may no more than its owner may now", async () => {
    const id = await addAccount(ada, "carl", ["technician", "registrar"], passwords.other);
    const carl = openBrowser(served.url);
    await signIn(carl, "carl", passwords.other);
    const made = await carl.send("POST", "/api/v1/account/tokens", {
      ...wanted({ deeds: ["reader.read", "roster.read"] }),
      current: passwords.other,
    });
    const { token } = madeApiToken.parse(JSON.parse(made.text));
    expect((await withToken(token, "/api/v1/roster/students")).status).toBe(200);
    // Metrics are scraped with it.
    expect(await (await withToken(token, "/metrics")).text()).toContain("# HELP");
    const rows = z
      .object({
        accounts: z.array(
          z.object({ id: z.string(), roles: z.array(z.object({ id: z.string(), role: z.string() })) }),
        ),
      })
      .parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const grant = rows.accounts
      .find((row) => row.id === id)
      ?.roles.find(({ role }) => role === "registrar")?.id;
    expect((await ada.send("DELETE", `/api/v1/accounts/${id}/roles/${grant}`)).status).toBe(200);
    expect((await withToken(token, "/api/v1/roster/students")).status).toBe(404);
    expect((await withToken(token, "/metrics")).status).toBe(200);
    await ada.send("POST", `/api/v1/accounts/${id}/disable`, { reason: "left" });
    expect((await withToken(token, "/metrics")).status).toBe(401);
  });

  test("the simulator's school is loaded with one, and says so where there is none", async () => {
    const signal = new AbortController().signal;
    await expect(readTimeZone({ url: served.url, token: null }, signal)).rejects.toThrow(
      /asks who comes: give a token in MUSTER_TOKEN/,
    );
    await expect(readTimeZone({ url: served.url, token: "muster_gone" }, signal)).rejects.toThrow(
      /holds no more/,
    );
    const api = { url: served.url, token: await make({ name: "simulator" }) };
    expect(await readTimeZone(api, signal)).toBe("Europe/London");
    const file = { name: "students.csv", text: "student_id,family_name\nT900,Lovelace\n" };
    expect(await loadSchool(api, [file], signal)).toMatchObject({ state: "applied" });
  });

  test("has a last day", async () => {
    const token = await make({ name: "until the end", until: "2026-11-24" });
    now = Temporal.Instant.from("2026-11-24T23:59:59Z");
    expect((await withToken(token, "/api/v1/system")).status).toBe(200);
    now = Temporal.Instant.from("2026-11-25T00:00:00Z");
    expect((await withToken(token, "/api/v1/system")).status).toBe(401);
  });
});
