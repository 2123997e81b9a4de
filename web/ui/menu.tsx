import { ChevronDown, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { buttonLook } from "./button-look.ts";

export interface MenuItem {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly onSelect: () => void;
  /** Said beside the word: a key, or why it cannot be chosen. */
  readonly note?: string;
  readonly disabled?: boolean;
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** What is done now and then, behind one button. */
export function Menu({ label, items }: MenuProps) {
  return (
    // A modal menu would write a style element, which the page's security policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonLook("plain")}>
        {label}
        <ChevronDown aria-hidden className="size-3.5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-30 min-w-52 rounded-panel border border-line-strong bg-surface p-1 text-ink shadow-md"
        >
          {items.map(({ word, icon: Icon, onSelect, note, disabled }) => (
            <DropdownMenu.Item
              key={word}
              disabled={disabled === true}
              onSelect={onSelect}
              className="flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 text-sm outline-none data-[disabled]:cursor-default data-[disabled]:text-muted data-[highlighted]:bg-sunken"
            >
              <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
              <span className="flex-1">{word}</span>
              {note !== undefined && <span className="text-xs text-muted">{note}</span>}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
