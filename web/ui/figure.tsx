import { type Look, toneInk } from "./looks.ts";

interface FigureProps {
  readonly look: Look;
  /** null while it is not known. */
  readonly value: number | null;
  readonly note?: string | undefined;
}

const number = new Intl.NumberFormat("en-GB");

/** One count of the day: a term and its number in a description list. */
export function Figure({ look, value, note }: FigureProps) {
  const Icon = look.icon;
  return (
    <div className="flex min-w-0 flex-col justify-between gap-0.5">
      <dt className="flex items-center gap-1.5 text-xs text-muted">
        <Icon aria-hidden className={`size-3.5 shrink-0 ${toneInk[look.tone]}`} strokeWidth={2.25} />
        {look.word}
      </dt>
      <dd className="flex items-baseline gap-1.5">
        <span className={`text-2xl font-medium tracking-tight ${note === undefined ? "min-w-[2ch]" : ""}`}>
          {value === null ? "–" : number.format(value)}
        </span>
        {note !== undefined && <span className="truncate text-xs text-muted">{note}</span>}
      </dd>
    </div>
  );
}
