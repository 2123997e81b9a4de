import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** Whether the page is being printed. What is shown for it is there before the printer looks. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const media = window.matchMedia("print");
    const tell = (is: boolean) => () => flushSync(() => setPrinting(is));
    const onMedia = () => flushSync(() => setPrinting(media.matches));
    const [begin, end] = [tell(true), tell(false)];
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    media.addEventListener("change", onMedia);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
      media.removeEventListener("change", onMedia);
    };
  }, []);
  return printing;
}
