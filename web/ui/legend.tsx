import { type Look, toneBar } from "./looks.ts";

/** What the colours of a picture mean, each with its word. */
export function Legend({ looks }: { looks: readonly Look[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {looks.map(({ word, tone, icon: Icon }) => (
        <li key={word} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`size-2 rounded-[2px] ${toneBar[tone]}`} />
          <Icon aria-hidden className="size-3" />
          {word}
        </li>
      ))}
    </ul>
  );
}
