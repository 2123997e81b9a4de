import { afterEach } from "vitest";

const opened: (() => Promise<unknown>)[] = [];

/** Has something closed after the test, whatever comes of it; what was opened last is closed first. */
export function closeAfterTest(close: () => Promise<unknown>): void {
  opened.push(close);
}

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
