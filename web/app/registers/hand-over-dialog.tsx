import { useState } from "react";
import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import type { SessionWriting } from "./use-write-session.ts";
import { writePerson } from "./write-person.ts";

interface HandOverDialogProps {
  readonly session: SessionRow;
  readonly writing: SessionWriting;
  readonly onClose: () => void;
}

/** Names who takes a session in somebody's stead; whoever teaches the class keeps it as well. */
export function HandOverDialog({ session, writing, onClose }: HandOverDialogProps) {
  const [staff, setStaff] = useState(session.staff);
  const [substitute, setSubstitute] = useState("");
  const wanted = [...staff.map(({ id }) => id), ...(substitute.trim() === "" ? [] : [substitute.trim()])];
  const changed = wanted.join("\n") !== session.staff.map(({ id }) => id).join("\n");
  return (
    <ReasonDialog
      title="Hand over"
      action="Hand over"
      to="move"
      quick={["Illness", "Another duty", "Swapped"]}
      more={{ staff: wanted }}
      ready={changed}
      writing={writing}
      onClose={onClose}
    >
      <p>
        Whoever takes it sees the register at once, and may write and sign it. Those who teach the class may
        as before.
      </p>
      {staff.length > 0 && (
        <ul aria-label="Takes it now" className="flex flex-col gap-1">
          {staff.map((person) => (
            <li key={person.id} className="flex items-center justify-between gap-3 text-ink">
              {writePerson(person)}
              <Button
                kind="quiet"
                aria-label={`Take ${writePerson(person)} off it`}
                onClick={() => setStaff(staff.filter(({ id }) => id !== person.id))}
              >
                Take off
              </Button>
            </li>
          ))}
        </ul>
      )}
      <TextField
        label="User name of who takes it"
        value={substitute}
        onChange={setSubstitute}
        maxLength={128}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </ReasonDialog>
  );
}
