import { Delete } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { PIN_DIGITS } from "../people/pin.ts";

interface PinPadProps {
  readonly label: string;
  /** Takes what was typed: six digits, or the text of a code from a scanner that types. */
  readonly onTyped: (text: string) => void;
  readonly busy?: boolean;
  /** The text of a QR code may be typed as well, by a scanner in place of a keyboard. */
  readonly codes?: boolean;
}

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

/**
 * Digits for fingers, keyboards and scanners that type. Six digits are taken as they are complete; what is begun is
 * forgotten after a while, so that the next person does not go on with it.
 */
export function PinPad({ label, onTyped, busy = false, codes = false }: PinPadProps) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  useEffect(() => {
    if (text === "") return;
    const forget = setTimeout(() => setText(""), forgetMs);
    return () => clearTimeout(forget);
  }, [text]);

  function take(next: string): void {
    const allowed = codes ? next : next.replaceAll(/\D/g, "");
    if (/^\d+$/.test(allowed) && allowed.length >= PIN_DIGITS) {
      setText("");
      onTyped(allowed.slice(0, PIN_DIGITS));
    } else setText(allowed);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text === "") return;
    setText("");
    onTyped(text);
  }

  /** Buttons keep the focus where a keyboard or scanner types. */
  function press(digit: string): void {
    take(text + digit);
    field.current?.focus({ preventScroll: true });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") setText("");
  }

  const key =
    "flex min-h-14 items-center justify-center rounded-panel border-2 border-line-strong bg-surface text-kiosk font-semibold text-ink active:bg-sunken disabled:opacity-50";
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} className="flex w-full max-w-sm flex-col gap-3">
      <label htmlFor={id} className="text-kiosk-sm font-medium">
        {label}
      </label>
      <input
        ref={field}
        id={id}
        type="password"
        inputMode="none"
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: whoever types at a kiosk types here
        autoFocus
        value={text}
        onChange={(event) => take(event.target.value)}
        className="h-14 w-full rounded-panel border-2 border-line-strong bg-surface px-4 text-center text-kiosk tracking-[0.4em] text-ink"
      />
      <div className="grid grid-cols-3 gap-2">
        {digits.slice(0, 9).map((digit) => (
          <button key={digit} type="button" disabled={busy} onClick={() => press(digit)} className={key}>
            {digit}
          </button>
        ))}
        <button
          type="button"
          disabled={busy}
          onClick={() => setText("")}
          className={`${key} text-kiosk-sm font-medium`}
        >
          Clear
        </button>
        <button type="button" disabled={busy} onClick={() => press("0")} className={key}>
          0
        </button>
        <button
          type="button"
          disabled={busy}
          aria-label="Delete the last digit"
          onClick={() => setText(text.slice(0, -1))}
          className={key}
        >
          <Delete aria-hidden className="size-7" />
        </button>
      </div>
    </form>
  );
}

const forgetMs = 15_000;
