import type { ComponentProps } from "react";

const kinds = {
  primary: "border-accent bg-accent text-on-accent",
  plain: "border-line-strong bg-surface text-ink",
  quiet: "border-transparent bg-transparent text-muted underline",
  danger: "border-denied bg-denied-soft text-denied",
} as const;

type BigButtonProps = Omit<ComponentProps<"button">, "className" | "type"> & {
  readonly kind?: keyof typeof kinds;
  readonly type?: "button" | "submit";
};

/** A button for fingers. */
export function BigButton({ kind = "plain", type = "button", ...rest }: BigButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`inline-flex min-h-14 items-center justify-center gap-2 rounded-panel border-2 px-5 text-kiosk-sm font-medium disabled:opacity-50 print:hidden ${kinds[kind]}`}
    />
  );
}
