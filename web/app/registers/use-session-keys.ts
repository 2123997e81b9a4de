import { useEffect } from "react";

/** J and K go from session to session of the page, in the order in which they stand there, cards and rows alike. */
export function useSessionKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key !== "j" && event.key !== "k") return;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.isComposing)
        return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest("input, select, textarea, dialog[open]") !== null)
        return;
      if (document.querySelector("dialog[open]") !== null) return;
      const links = [...document.querySelectorAll<HTMLElement>("main [data-session] a[href]")];
      const focused = document.activeElement;
      const at = focused instanceof HTMLElement ? links.indexOf(focused) : -1;
      const next = links[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
