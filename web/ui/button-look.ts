const kinds = {
  primary: "border-accent bg-accent text-on-accent hover:opacity-90",
  plain: "border-line-strong bg-surface text-ink hover:bg-sunken",
  quiet: "border-transparent text-muted hover:bg-sunken hover:text-ink",
} as const;

/** `primary` at most once in a view; `quiet` has no border. */
export type ButtonKind = keyof typeof kinds;

/** How a button looks, also where it is a link. */
export const buttonLook = (kind: ButtonKind): string =>
  `inline-flex h-9 shrink-0 items-center justify-center gap-1.5 rounded-control border px-3 text-sm font-medium whitespace-nowrap disabled:opacity-50 sm:h-8 print:hidden ${kinds[kind]}`;
