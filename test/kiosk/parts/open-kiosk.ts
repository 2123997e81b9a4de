import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { type KioskView, switchPoints } from "../../../src/contract/http/kiosk.ts";
import { cameraArguments, type Frames, show } from "./fake-camera.ts";

export const OPERATOR_PIN = "246813";

/** A browser that keeps what a kiosk keeps, with a camera that plays what a test shows it. */
export interface KioskBrowser {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the pages complained about: console errors, and faults that nobody caught. */
  readonly complaints: readonly string[];
  /** Puts frames before the camera and opens the kiosk anew. */
  look(frames: Frames): Promise<void>;
  close(): Promise<void>;
}

export async function openKioskBrowser(
  executablePath: string,
  url: string,
  first: Frames,
): Promise<KioskBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "muster-kiosk-"));
  const camera = join(folder, "camera.mjpeg");
  await show(camera, first);
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath,
    viewport: { width: 1280, height: 800 },
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...cameraArguments(camera),
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on("console", (message) => {
    // A server that is away is not a fault of the page.
    if (message.type() === "error" && !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return {
    page,
    context,
    complaints,
    async look(frames) {
      await show(camera, frames);
      await page.goto(`${url}/kiosk`);
    },
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Answers every point as an administrator would. */
export const everyAnswer = (): Record<string, string> =>
  Object.fromEntries(
    switchPoints.map(({ id, kind }) => [id, kind === "confirm" ? "yes" : `Words on ${id}.`]),
  );

/** Switches kiosks on without the page. */
export async function switchOn(url: string, challenge: KioskView["challenge"]): Promise<void> {
  const response = await fetch(`${url}/api/v1/kiosk/on`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ by: "Ada", challenge, answers: everyAnswer() }),
  });
  if (!response.ok) throw new Error(`kiosks were not switched on: ${await response.text()}`);
}

/** Says where a new kiosk stands, and gives it its operator's PIN. */
export async function placeKiosk(page: Page, location: string, device = "kiosk-1"): Promise<void> {
  await page.getByLabel("Location").fill(location);
  await page.getByLabel("Name of this device").fill(device);
  await page.getByLabel("Operator’s PIN (six digits)").fill(OPERATOR_PIN);
  await page.getByLabel("The PIN again").fill(OPERATOR_PIN);
  await page.getByRole("button", { name: "Start this kiosk" }).click();
  await page.getByRole("heading", { name: location }).waitFor();
}

/** Opens what lies behind the operator's PIN. */
export async function openOperator(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Operator" }).click();
  await page.getByLabel("Operator’s PIN").fill(OPERATOR_PIN);
  await page.getByRole("navigation", { name: "Operator" }).waitFor();
}

export interface TestCard {
  readonly pin: string;
  readonly token: string;
  /** The QR code as SVG. */
  readonly picture: string;
}

/** Enrols a student; with a face, from whatever the camera shows. Ends back at the door. */
export async function enrolStudent(
  page: Page,
  studentId: string,
  withFace: boolean,
  despiteLookAlikes = false,
): Promise<TestCard> {
  await openOperator(page);
  await page.getByRole("button", { name: "Enrol", exact: true }).click();
  await page.getByLabel("Student id").fill(studentId);
  await page.getByLabel("Your name").fill("Ada");
  if (withFace) {
    await page.getByRole("button", { name: "Face, QR code and PIN" }).click();
    await page.getByLabel("The student has read this and agrees").check();
    await page.getByRole("button", { name: "Take photos" }).click();
    await page.getByRole("button", { name: "Enrol with these photos" }).click({ timeout: 60_000 });
    if (despiteLookAlikes) {
      await page.getByRole("button", { name: "Another person: enrol the face" }).click();
    }
  } else await page.getByRole("button", { name: "QR code and PIN", exact: true }).click();
  const code = page.getByRole("img", { name: `QR code of ${studentId}` });
  await code.waitFor();
  const pin = (await page.locator("[data-pin]").innerText()).trim();
  const token = (await code.getAttribute("data-token")) ?? "";
  const source = (await code.getAttribute("src")) ?? "";
  const picture = Buffer.from(source.split(",")[1] ?? "", "base64").toString();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Back to the door" }).click();
  return { pin, token, picture };
}

/** Waits until the kiosk says so to the person in front of it. */
export async function isTold(page: Page, kind: string, timeout = 30_000): Promise<string> {
  const verdict = page.locator(`[data-told="${kind}"]`);
  await verdict.waitFor({ timeout });
  return verdict.innerText();
}
