import type { ComponentProps } from "react";
import { type ButtonKind, buttonLook } from "./button-look.ts";

type ButtonProps = Omit<ComponentProps<"button">, "className" | "type"> & {
  readonly kind?: ButtonKind;
  readonly type?: "button" | "submit";
};

export function Button({ kind = "plain", type = "button", ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={buttonLook(kind)} />;
}
