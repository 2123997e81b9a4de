import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../parts/mosquitto.ts";
import { copyProject, type ProjectCopy } from "./copy-project.ts";
import { processesOf, type Run, runProduct } from "./run-product.ts";

let copy: ProjectCopy;
let run: Run | null = null;
beforeAll(async () => {
  copy = await copyProject();
}, 120_000);
afterAll(async () => {
  run?.interrupt();
  await run?.ended;
  await copy.remove();
});

test("npm start in a clone serves the page, and Ctrl-C leaves nothing running", async () => {
  const port = await freePort();
  run = runProduct({
    command: ["npm", "start"],
    cwd: copy.folder,
    env: { MUSTER_PORT: String(port), MUSTER_MQTT_PORT: String(await freePort()) },
  });
  await run.says(/Ctrl-C stops everything/);
  expect(run.said()).toContain(`http://localhost:${port}`);
  expect(run.said()).toMatch(/MQTT +mqtt:\/\/localhost:\d+ {2}\(the embedded broker\)/);

  const page = await fetch(`http://localhost:${port}/`);
  expect(page.status).toBe(200);
  const html = await page.text();
  const [, script] = /<script[^>]+src="([^"]+)"/.exec(html) ?? [];
  const asset = await fetch(`http://localhost:${port}${script}`);
  expect(asset.headers.get("content-type")).toMatch(/javascript/);
  expect((await processesOf(copy.folder)).join("\n")).toMatch(/postgres/);

  run.interrupt();
  await run.ended;
  expect(run.said()).toMatch(/stopped/);
  expect(run.said()).not.toMatch(/error|unhandled/i);
  expect(await processesOf(copy.folder)).toEqual([]);
}, 180_000);
