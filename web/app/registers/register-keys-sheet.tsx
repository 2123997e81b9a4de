import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

const keys = [
  ["↑ ↓, J K", "From student to student"],
  ["Enter", "Why the mark is what it is"],
  ["Space", "Choose the student, on the box"],
  ["P", "Present"],
  ["L", "Late"],
  ["A", "Absent"],
  ["E", "Excused: authorised absence"],
  ["R", "Release to what the scans say"],
  ["Shift and a letter", "Ask for a reason again"],
  ["U", "Undo the last change"],
  ["/", "Find a student"],
  ["Ctrl K", "Everything else"],
] as const;

/** The keys of a register. */
export function RegisterKeysSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys of the register" onClose={onClose}>
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-6 gap-y-2 text-sm">
        {keys.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="inline-block min-w-6 rounded-[0.25rem] border border-line-strong bg-sunken px-1.5 text-center font-sans text-xs whitespace-nowrap text-ink">
                {key}
              </kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-xs text-muted">
        The letters mark the student whose row has the focus, or all who are chosen when that row is one of
        them. A reason is asked for once; it is then kept for the same mark until this page is left.
      </p>
      <div className="mt-5 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
