import { UserRoundPlus } from "lucide-react";
import { useId, useState } from "react";
import type { PersonView, SessionRow } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { PersonPicker } from "../students/person-picker.tsx";
import { ReasonForm } from "./reason-form.tsx";
import type { SessionWriting } from "./use-write-session.ts";

interface AddStudentDialogProps {
  readonly session: SessionRow;
  /** A visitor who is to be added; null to ask for somebody. */
  readonly visitor: PersonView | null;
  readonly writing: SessionWriting;
  readonly onClose: () => void;
}

const quick = ["Turned up", "Changed groups", "Joined the class late"];

/** Who is in no roster yet. */
interface NewPerson {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Somebody turned up who is not on the register: from today on, or today only. */
export function AddStudentDialog({ session, visitor, writing, onClose }: AddStudentDialogProps) {
  const [person, setPerson] = useState<PersonView | null>(visitor);
  const [made, setMade] = useState<NewPerson | null>(null);
  const [code, setCode] = useState(session.classes[0]?.code ?? "");
  const [todayOnly, setTodayOnly] = useState(visitor !== null);
  const today = useId();
  const student = made === null ? (person?.id ?? "") : made.id.trim();
  async function send(reason: string) {
    const { givenName = "", familyName = "" } = made ?? {};
    const sent = {
      student,
      ...(givenName.trim() === "" ? {} : { givenName }),
      ...(familyName.trim() === "" ? {} : { familyName }),
      ...(session.classes.length > 1 ? { class: code } : {}),
      todayOnly,
      reason,
    };
    if (await writing.write(["students"], sent)) onClose();
  }
  return (
    <Dialog title="Add a student" onClose={onClose}>
      <p className="mt-1 text-sm text-muted">
        {visitor === null
          ? "Somebody who is here and not on the register."
          : `${visitor.name ?? visitor.id} was seen in the room and is expected nowhere.`}{" "}
        Scans that came before count.
      </p>
      <ReasonForm
        quick={quick}
        action="Add to the register"
        busy={writing.busy}
        trouble={writing.trouble}
        ready={student !== ""}
        onReason={(reason) => void send(reason)}
        onClose={onClose}
      >
        {made === null && visitor === null && (
          <PersonPicker
            label="Student"
            value={person}
            onChange={setPerson}
            otherwise={(typed) => (
              <div>
                <Button kind="quiet" onClick={() => setMade({ id: typed, givenName: "", familyName: "" })}>
                  <UserRoundPlus aria-hidden className="size-3.5" />A new person…
                </Button>
              </div>
            )}
          />
        )}
        {made === null && visitor !== null && (
          <TextField label="Student id" value={visitor.id} onChange={() => undefined} readOnly />
        )}
        {made !== null && (
          <fieldset className="flex flex-col gap-3">
            <legend className="mb-1 text-xs text-muted">
              A new person of the roster. The id is taken as it stands, and belongs to them from now on.
            </legend>
            <TextField
              label="Student id"
              value={made.id}
              onChange={(id) => setMade({ ...made, id })}
              maxLength={128}
              autoComplete="off"
              spellCheck={false}
            />
            <div className="grid gap-4 sm:grid-cols-2">
              <TextField
                label="Given name"
                value={made.givenName}
                onChange={(givenName) => setMade({ ...made, givenName })}
                maxLength={200}
              />
              <TextField
                label="Family name"
                value={made.familyName}
                onChange={(familyName) => setMade({ ...made, familyName })}
                maxLength={200}
              />
            </div>
            <div>
              <Button kind="quiet" onClick={() => setMade(null)}>
                Somebody of the roster
              </Button>
            </div>
          </fieldset>
        )}
        {session.classes.length > 1 && (
          <Select
            label="Class"
            value={code}
            choices={session.classes.map((each) => ({
              value: each.code,
              word:
                each.title === "" || each.title === each.code ? each.code : `${each.code} · ${each.title}`,
            }))}
            onChange={setCode}
          />
        )}
        <label htmlFor={today} className="inline-flex min-h-9 items-center gap-2 text-sm">
          <input
            id={today}
            type="checkbox"
            checked={todayOnly}
            onChange={({ target }) => setTodayOnly(target.checked)}
            className="size-4 accent-accent"
          />
          Today only; otherwise enrolled from today on
        </label>
      </ReasonForm>
    </Dialog>
  );
}
