import { Monitor, Moon, Sun } from "lucide-react";
import { useId } from "react";
import { chooseTheme, useTheme } from "./use-theme.ts";

const choices = [
  { theme: "system", word: "As the system", icon: Monitor },
  { theme: "light", word: "Light", icon: Sun },
  { theme: "dark", word: "Dark", icon: Moon },
] as const;

/** Follows the system until the reader chooses; the choice is remembered in this browser. */
export function ThemeChoice() {
  const chosen = useTheme();
  const name = useId();
  return (
    <fieldset className="flex rounded-control border border-line bg-sunken p-0.5 print:hidden">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ theme, word, icon: Icon }) => (
        <label
          key={theme}
          title={word}
          className="relative grid size-9 cursor-pointer place-items-center rounded-[0.25rem] text-muted hover:text-ink has-checked:bg-surface has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent sm:size-7"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={chosen === theme}
            onChange={() => chooseTheme(theme)}
          />
          <Icon aria-hidden className="size-3.5" />
          <span className="sr-only">{word}</span>
        </label>
      ))}
    </fieldset>
  );
}
