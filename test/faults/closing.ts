import { onTestFinished } from "vitest";

/**
 * Has something closed after the running test, whatever comes of it; what was opened last is closed first. The test
 * itself is told, since a hook of this module would be one of the first file alone that imports it in a process.
 */
export function closeAfterTest(close: () => Promise<unknown>): void {
  onTestFinished(async () => {
    await close();
  });
}
