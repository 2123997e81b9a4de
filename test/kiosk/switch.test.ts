import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unansweredPoints } from "../../src/app/kiosk/unanswered-points.ts";
import { kioskView, switchPoints } from "../../src/contract/http/kiosk.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { queryRows } from "../parts/postgres.ts";
import { everyAnswer } from "./parts/open-kiosk.ts";

describe("what has to be answered", () => {
  test("everything answered leaves nothing", () => {
    expect(unansweredPoints(everyAnswer())).toEqual([]);
  });

  test.each(switchPoints.map(({ id }) => id))("%s cannot be left out", (id) => {
    const { [id]: _, ...rest } = everyAnswer();
    expect(unansweredPoints(rest)).toEqual([id]);
  });

  test.each([
    ["purpose", "  x ", ["purpose"]],
    ["purpose", "abc", []],
    ["alternative", "no", ["alternative"]],
    ["alternative", "Yes, of course", ["alternative"]],
    ["alternative", "yes", []],
  ])("%s answered with %j leaves %j", (id, answer, left) => {
    expect(unansweredPoints({ ...everyAnswer(), [id]: answer })).toEqual(left);
  });

  test("names that every object has are no answers", () => {
    expect(unansweredPoints({})).toHaveLength(switchPoints.length);
  });
});

describe("the switch", () => {
  let served: ServedHere;
  beforeAll(async () => {
    served = await serveHere();
  }, 60_000);
  afterAll(() => served?.stop());

  const send = (path: string, body: unknown): Promise<Response> =>
    fetch(`${served.url}/api/v1/kiosk/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const view = () => served.ask(kioskView, "/api/v1/kiosk");

  test("is off in a new installation, without an assessment", async () => {
    expect(await view()).toMatchObject({ on: false, decisions: [], site: "main", mqttHere: true });
    expect((await fetch(`${served.url}/api/v1/kiosk/dpia`)).status).toBe(404);
  });

  test("stays off while a point is open, and says which", async () => {
    const { origin: _, ...answers } = everyAnswer();
    const refused = await send("on", { by: "Ada", challenge: "always", answers });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ errors: [{ field: "answers.origin" }] });
    expect((await send("on", { by: " ", challenge: "always", answers: everyAnswer() })).status).toBe(400);
    expect(await view()).toMatchObject({ on: false, decisions: [] });
  });

  test("on, the assessment holds who, the answers and what this installation does", async () => {
    const answers = { ...everyAnswer(), purpose: "<script>alert(1)</script> & why" };
    expect((await send("on", { by: "Ada", challenge: "random", answers })).status).toBe(200);
    expect(await view()).toMatchObject({
      on: true,
      challenge: "random",
      decisions: [{ by: "Ada", on: true }],
    });
    const response = await fetch(`${served.url}/api/v1/kiosk/dpia`);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const document = await response.text();
    expect(document).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; why");
    expect(document).not.toContain("<script");
    expect(document).toContain("One time in three");
    expect(document).toContain("dlib-resnet-150-mirror-1");
    expect(document).toContain("The server answers to this machine alone.");
    expect(document).toMatch(/[0-9a-f]{64}/);
    const copy = await fetch(`${served.url}/api/v1/kiosk/dpia?download=1`);
    expect(copy.headers.get("content-disposition")).toContain("muster-kiosk-dpia.html");
  });

  test("off is one action that needs no name, and every decision stays on record", async () => {
    expect((await send("off", {})).status).toBe(200);
    expect(await view()).toMatchObject({
      on: false,
      decisions: [
        { by: "not named", on: false },
        { by: "Ada", on: true },
      ],
    });
    // The assessment of when it was on can still be read.
    expect((await fetch(`${served.url}/api/v1/kiosk/dpia`)).status).toBe(200);
  });

  test.each(["update kiosk_decision set actor = 'Eve'", "delete from kiosk_decision"])(
    "%s is refused by the store itself",
    async (sql) => {
      await expect(queryRows(served.database, sql)).rejects.toThrow("kiosk_decision is only ever added to");
    },
  );

  test("decisions carry the server's time", async () => {
    const [newest] = (await view()).decisions;
    const age = served.clock.now().since(Temporal.Instant.from(newest?.at ?? ""));
    expect(age.total("minutes")).toBeLessThan(5);
  });

  test("the kiosk's own files may use camera and WebAssembly, and no other page may", async () => {
    const [kiosk, page] = await Promise.all([fetch(`${served.url}/kiosk`), fetch(served.url)]);
    expect(kiosk.headers.get("permissions-policy")).toBe("camera=(self), microphone=()");
    expect(kiosk.headers.get("content-security-policy")).toContain("'wasm-unsafe-eval'");
    expect(page.headers.get("permissions-policy")).toBe("camera=(), microphone=()");
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe-eval");
  });
});
