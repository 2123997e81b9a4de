import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { destinations } from "./destinations.ts";
import { isMac } from "./is-mac.ts";

/** The keys that work on every page. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-6 gap-y-2 text-sm">
        <Row
          keys={
            <>
              <Key>{isMac() ? "⌘" : "Ctrl"}</Key> <Key>K</Key>
            </>
          }
        >
          Go to a page, student, class or room, or do something
        </Row>
        <Row keys={<Key>/</Key>}>Search on this page, or everywhere</Row>
        <Row keys={<Key>?</Key>}>This sheet</Row>
        {destinations.map(({ to, word, key }) => (
          <Row
            key={to}
            keys={
              <>
                <Key>G</Key> then <Key>{key.toUpperCase()}</Key>
              </>
            }
          >
            {word}
          </Row>
        ))}
        <Row keys={<Key>Esc</Key>}>Close what is open</Row>
      </dl>
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}

function Row({ keys, children }: { keys: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-xs whitespace-nowrap text-muted">{keys}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-block min-w-6 rounded-[0.25rem] border border-line-strong bg-sunken px-1.5 text-center font-sans text-xs text-ink">
      {children}
    </kbd>
  );
}
