import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("what axe finds wrong with a page", () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser(chromium ?? "");
  });
  afterAll(() => browser?.close());

  const violations = async (style: string, body: string): Promise<string> => {
    const html = `<!doctype html><html lang="en"><title>T</title><style>body{background:#fff;color:#444}${style}</style><main><h1>Heading</h1>${body}</main></html>`;
    const { page, close } = await browser.openAlone(`data:text/html,${encodeURIComponent(html)}`);
    const found = await violationsOf(page);
    await close();
    return found.join();
  };

  test("text is found too pale, although text of its words, of its colour or on its ground was readable before", async () => {
    expect(await violations("", "<p>Read me</p>")).toBe("");
    // A page of which all is known.
    expect(await violations("", "<p>Read me</p>")).toBe("");
    const pale = [
      ["p{color:#bbb}", "<p>Read me</p>"],
      ["p{background:#777}", "<p>Read me</p>"],
      ["section{opacity:.5}", "<section><p>Read me</p></section>"],
      ["section{background:#777}", "<section><p>Read me</p></section>"],
      [
        "i{position:absolute;inset:0;background:#777}div,p{position:relative}",
        "<div><i></i><p>Read me</p></div>",
      ],
      ["input{color:#bbb;background:#fff}", '<label>Name <input value="Read me"></label>'],
    ] as const;
    for (const [style, body] of pale) expect(await violations(style, body), style).toMatch(/^color-contrast/);
    // What was found stays wrong.
    expect(await violations("p{color:#bbb}", "<p>Read me</p>")).toMatch(/^color-contrast/);
  });

  test("every other rule looks at every page", async () => {
    for (const _page of [1, 2]) expect(await violations("", "<button></button>")).toMatch(/^button-name/);
  });
});
