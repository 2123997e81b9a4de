import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const key = "muster.theme";

/** The theme that `theme.js` applied before the first paint, or that was chosen since. */
function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Applies a theme and remembers it in this browser; `system` forgets. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Storage is refused to this page: the choice holds until it is left.
  }
}

function subscribe(listener: () => void): () => void {
  const watch = new MutationObserver(listener);
  watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => watch.disconnect();
}

/** The reader's choice, wherever on the page it was made. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, currentTheme);
