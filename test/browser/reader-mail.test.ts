import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readerMailView } from "../../src/contract/http/alerts.ts";
import { account, openRightsSchool, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { queryRows } from "../parts/postgres.ts";
import { asRole } from "./as-role.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the choice to be told of readers by mail, on the page of devices", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    const mail = {
      server: { url: "smtp://127.0.0.1:9", from: "muster@school.example" },
      addresses: [],
      digestAt: "07:00",
    };
    [school, browser] = await Promise.all([openRightsSchool({ mail }), openBrowser(chromium ?? "")]);
    for (const word of ["tess", "nora"]) {
      const id = uuidv7();
      school.asking.set(word, { ...account(word, ["technician"], null), account: id });
      await queryRows(
        school.served.database,
        `insert into account (id, login, login_key, name, email, created_at, created_by, roles_changed_at)
         values ($1, $2, $2, $2, $3, now(), 'x', now())`,
        [id, word, word === "tess" ? "Tess@School.example" : null],
      );
    }
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  const open = (word: string, view: object = {}) =>
    browser.open(`${school.served.url}/devices`, { ...view, ...asRole(word) });
  const chosen = async () =>
    readerMailView.parse(await (await school.ask("tess", "/api/v1/account/reader-mail")).json());

  test.each(views)("is made and taken back, on %s", async (_name, view) => {
    const { page, complaints, close } = await open("tess", view);
    const box = page.getByRole("region", { name: "When something breaks" }).getByLabel("Tell me by mail");
    for (const wanted of [true, false]) {
      await box.setChecked(wanted);
      await expect.poll(chosen).toEqual({ wanted, address: "tess@school.example", configured: true });
      await page.reload();
      await page.getByText("To tess@school.example, within a minute").waitFor();
      expect(await box.isChecked()).toBe(wanted);
    }
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("says what is missing where no address is known, and is nobody's who has no account", async () => {
    const { page, close } = await open("nora");
    const box = page.getByLabel("Tell me by mail");
    await page.getByText("No e-mail address of yours is known").waitFor();
    expect(await box.isDisabled()).toBe(true);
    await close();
    const other = await browser.open(`${school.served.url}/devices`);
    await other.page.getByRole("heading", { name: "Devices", exact: true }).waitFor();
    expect(await other.page.getByLabel("Tell me by mail").count()).toBe(0);
    await other.close();
  });
});
