import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { isBarePath } from "./is-bare-path.ts";

/** Whether this page is being left by somebody who signs out. */
let signingOut = false;

/** Leaves for the page of signing in, which leads back here. Nothing that was read stays in this window. */
export function goToSignIn(): void {
  const { pathname, search } = location;
  if (signingOut || isBarePath(pathname)) return;
  const next =
    pathname === "/" && search === "" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
  location.replace(`${pagePaths.signIn}${next}`);
}

/**
 * Signs out by `leave`, which leaves this page once it is done. The server refuses whatever else is asked from
 * when it has ended the session, and none of that may take the page away before the device was cleared.
 */
export async function signOutBy<T>(leave: () => Promise<T>): Promise<T> {
  signingOut = true;
  try {
    const left = await leave();
    addEventListener("pageshow", comeBack);
    return left;
  } catch (error) {
    signingOut = false;
    throw error;
  }
}

/** A browser that goes back shows the page as it was left, with what it had read: nobody is signed in there any more. */
function comeBack({ persisted }: PageTransitionEvent): void {
  if (!persisted) return;
  removeEventListener("pageshow", comeBack);
  signingOut = false;
  goToSignIn();
}
