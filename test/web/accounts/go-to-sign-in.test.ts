import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { goToSignIn, signOutBy } from "../../../web/app/accounts/go-to-sign-in.ts";

describe("the way to the page of signing in", () => {
  const gone: string[] = [];
  let window = new EventTarget();
  const shown = (persisted: boolean) => Object.assign(new Event("pageshow"), { persisted });
  beforeEach(() => {
    window = new EventTarget();
    vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
    vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
    vi.stubGlobal("location", {
      pathname: "/registers/S1",
      search: "?at=now",
      replace: (path: string) => gone.push(path),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    gone.length = 0;
  });

  test("leads back to where somebody was", () => {
    goToSignIn();
    expect(gone).toEqual(["/sign-in?next=%2Fregisters%2FS1%3Fat%3Dnow"]);
  });

  test("is not gone while somebody signs out: the server refuses what the page asks before it says that it is done", async () => {
    await expect(
      signOutBy(async () => {
        goToSignIn();
        throw new Error("out of reach");
      }),
    ).rejects.toThrow("out of reach");
    expect(gone).toEqual([]);
    // Who did not get out is sent there as before.
    goToSignIn();
    expect(gone).toHaveLength(1);
  });

  test("is gone by whoever comes back, by the browser's own way, to a page from which they signed out", async () => {
    await signOutBy(async () => undefined);
    goToSignIn();
    expect(gone, "the page is being left").toEqual([]);
    window.dispatchEvent(shown(false));
    expect(gone).toEqual([]);
    window.dispatchEvent(shown(true));
    expect(gone).toEqual(["/sign-in?next=%2Fregisters%2FS1%3Fat%3Dnow"]);
    goToSignIn();
    expect(gone, "and as on any other page from then on").toHaveLength(2);
  });
});
