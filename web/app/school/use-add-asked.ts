import { useEffect, useRef } from "react";

/**
 * Opens what an address asks to add, once: it is taken out of the address as it opens, so that neither reading the page
 * anew nor going back opens it again.
 *
 * @param asked what the address asks for; undefined where it asks for nothing
 * @param take takes it out of the address
 */
export function useAddAsked<T>(asked: T | undefined, open: (asked: T) => void, take: () => void): void {
  const latest = useRef({ open, take });
  latest.current = { open, take };
  useEffect(() => {
    if (asked === undefined) return;
    latest.current.open(asked);
    latest.current.take();
  }, [asked]);
}
