import { type ReactNode, useState } from "react";
import { Checkbox } from "../../ui/checkbox.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A new one, for which there are rules and no second field: it can be looked at instead. */
  readonly chosen?: boolean;
  /** What is wrong with it; null for nothing. */
  readonly wrong: string | null;
  readonly autoFocus?: boolean;
}

const rule: ReactNode =
  "At least 12 characters of any kind; four words by chance are good. Those that are tried first are refused.";

/** A password, hidden until somebody wants to see what they type. */
export function PasswordField({
  label,
  value,
  onChange,
  chosen = false,
  wrong,
  autoFocus,
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={label}
        type={shown ? "text" : "password"}
        value={value}
        onChange={onChange}
        autoComplete={chosen ? "new-password" : "current-password"}
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={1024}
        autoFocus={autoFocus}
        note={
          wrong !== null ? (
            <span role="alert" className="text-denied">
              {wrong}
            </span>
          ) : chosen ? (
            rule
          ) : undefined
        }
      />
      <Checkbox label="Show the password" checked={shown} onChange={setShown} />
    </div>
  );
}
