import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";

type Theme = "system" | "light" | "dark";

const key = "muster.theme";
const choices = [
  { theme: "system", word: "As the system", icon: Monitor },
  { theme: "light", word: "Light", icon: Sun },
  { theme: "dark", word: "Dark", icon: Moon },
] as const;

/** The theme that `theme.js` applied before the first paint. */
function currentTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // Storage is refused to this page: the choice holds until it is left.
  }
}

/** Follows the system until the reader chooses; the choice is remembered in this browser. */
export function ThemeChoice() {
  const [chosen, setChosen] = useState(currentTheme);
  return (
    <fieldset className="flex rounded-control border border-line bg-sunken p-0.5 print:hidden">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme, word, icon: Icon }) => (
        <label
          key={theme}
          title={word}
          className="relative grid size-7 cursor-pointer place-items-center rounded-[0.25rem] text-muted hover:text-ink has-checked:bg-surface has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={chosen === theme}
            onChange={() => {
              apply(theme);
              setChosen(theme);
            }}
          />
          <Icon aria-hidden className="size-3.5" />
          <span className="sr-only">{word}</span>
        </label>
      ))}
    </fieldset>
  );
}
