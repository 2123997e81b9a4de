import { type RefObject, useEffect, useState } from "react";

/**
 * Whether more follows below what a box shows, as it scrolls, grows and is filled.
 *
 * @param frame around the box, which is the group in it
 */
export function useMoreBelow(frame: RefObject<HTMLElement | null>): boolean {
  const [more, setMore] = useState(false);
  useEffect(() => {
    const box = frame.current?.querySelector(':scope > [role="group"]');
    if (!(box instanceof HTMLElement)) return;
    const look = (): void => setMore(box.scrollHeight - box.clientHeight - box.scrollTop > 1);
    const sizes = new ResizeObserver(look);
    const observe = (): void => {
      sizes.disconnect();
      for (const each of [box, ...box.children]) sizes.observe(each);
    };
    const rows = new MutationObserver(observe);
    observe();
    rows.observe(box, { childList: true });
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      rows.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [frame]);
  return more;
}
