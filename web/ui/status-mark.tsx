import { type Look, toneGround, toneInk } from "./looks.ts";

/** A status as icon, word and colour. `plain` leaves the ground out, for a mark inside a row of its own. */
export function StatusMark({ look, plain = false }: { look: Look; plain?: boolean }) {
  const Icon = look.icon;
  const ground = plain ? "" : `rounded-control px-1.5 ${toneGround[look.tone]}`;
  return (
    <span
      className={`inline-flex h-5 items-center gap-1 whitespace-nowrap text-xs font-medium ${toneInk[look.tone]} ${ground}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {look.word}
    </span>
  );
}
