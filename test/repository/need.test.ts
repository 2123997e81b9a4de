import { afterEach, describe, expect, test, vi } from "vitest";
import { needs } from "../parts/need.ts";

const nowhere = () => null;
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a part that tests need", () => {
  test("is its program's path", () => {
    expect(needs("mosquitto", () => "/opt/mosquitto")).toBe("/opt/mosquitto");
  });

  test.each([undefined, "", "false"])("may be missing where CI is %s", (ci) => {
    vi.stubEnv("CI", ci);
    expect(needs("chromium", nowhere)).toBeNull();
  });

  test.each(["true", "1"])("fails its file where it is missing and CI is %s, and says what to do", (ci) => {
    vi.stubEnv("CI", ci);
    expect(() => needs("chromium", nowhere)).toThrow(/chromium is missing: .*CHROMIUM_PATH/);
  });
});
