import { Smartphone } from "lucide-react";
import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { writePerson } from "./write-person.ts";

interface SharedBrowsersBandProps {
  readonly groups: RegisterView["sharedBrowsers"];
  readonly onOpen: (student: string) => void;
}

const words = ["", "", "Two", "Three", "Four", "Five", "Six"];

/** On a register: who confirmed by the code of the room on one device. */
export function SharedBrowsersBand({ groups, onOpen }: SharedBrowsersBandProps) {
  if (groups.length === 0) return null;
  return (
    <section
      aria-label="Confirmed on one device"
      className="flex flex-col gap-2 rounded-panel border border-line bg-late-soft px-4 py-3 text-sm print:hidden"
    >
      {groups.map((group) => (
        <div key={group[0]?.id} className="flex flex-col gap-2">
          <p className="flex items-start gap-2 font-medium">
            <Smartphone aria-hidden className="mt-0.5 size-4 shrink-0 text-late" />
            {words[group.length] ?? group.length} people confirmed on one device
          </p>
          <ul className="flex flex-wrap gap-2">
            {group.map((student) => (
              <li key={student.id}>
                <Button onClick={() => onOpen(student.id)}>{writePerson(student)}</Button>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p className="text-muted">
        A phone may have been lent to somebody who sits here, or somebody confirmed for a friend who does not:
        look who is in the room, and mark by hand whoever is not.
      </p>
    </section>
  );
}
