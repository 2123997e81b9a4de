import { isPostmasterOf } from "./is-postmaster-of.ts";

/** How often an adopted postmaster is looked for, in milliseconds: the system tells only a parent of an end. */
const lookEveryMs = 250;

/**
 * Watches a postmaster that is not a child of this process. The watch does not keep this process alive.
 *
 * @param cluster the path exactly as it was given to the postmaster
 * @returns `end`, which resolves once it is gone, and how to leave off watching; then `end` never resolves
 */
export function watchPostmaster(
  cluster: string,
  pid: number,
): { readonly end: Promise<string>; leave(): void } {
  let timer: NodeJS.Timeout | null = null;
  let left = false;
  const end = new Promise<string>((resolve, reject) => {
    const lookLater = (): void => {
      if (left) return;
      timer = setTimeout(() => {
        isPostmasterOf(cluster, pid).then(
          (lives) => (lives ? lookLater() : resolve("nobody saw how")),
          reject,
        );
      }, lookEveryMs);
      timer.unref();
    };
    lookLater();
  });
  return {
    end,
    leave() {
      left = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
