import { afterEach, describe, expect, test, vi } from "vitest";
import { findPart } from "../parts/find-part.ts";
import { needs } from "../parts/need.ts";

vi.mock(import("../parts/find-part.ts"), async (original) => ({ ...(await original()), findPart: vi.fn() }));
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a part that tests need", () => {
  test("is its program's path", () => {
    vi.mocked(findPart).mockReturnValue("/opt/mosquitto");
    expect(needs("mosquitto")).toBe("/opt/mosquitto");
  });

  test.each([undefined, "", "false"])("may be missing where CI is %s", (ci) => {
    vi.mocked(findPart).mockReturnValue(null);
    vi.stubEnv("CI", ci);
    expect(needs("chromium")).toBeNull();
  });

  test.each(["true", "1"])("fails its file where it is missing and CI is %s, and says what to do", (ci) => {
    vi.mocked(findPart).mockReturnValue(null);
    vi.stubEnv("CI", ci);
    expect(() => needs("chromium")).toThrow(/chromium is missing: .*CHROMIUM_PATH/);
  });
});
