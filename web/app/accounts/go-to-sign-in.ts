import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { isBarePath } from "./is-bare-path.ts";

/** Leaves for the page of signing in, which leads back here. Nothing that was read stays in this window. */
export function goToSignIn(): void {
  const { pathname, search } = location;
  if (isBarePath(pathname)) return;
  const next =
    pathname === "/" && search === "" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
  location.replace(`${pagePaths.signIn}${next}`);
}
