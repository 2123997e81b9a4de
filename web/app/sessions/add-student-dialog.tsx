import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { PersonView, SessionRow } from "../../../src/contract/http/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { readStudents } from "../api/call-api.ts";
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
const searchDelayMs = 200;
const mostFound = 5;

/** Somebody turned up who is not on the register: from today on, or today only. */
export function AddStudentDialog({ session, visitor, writing, onClose }: AddStudentDialogProps) {
  const [student, setStudent] = useState(visitor?.id ?? "");
  const [givenName, setGivenName] = useState("");
  const [familyName, setFamilyName] = useState("");
  const [code, setCode] = useState(session.classes[0]?.code ?? "");
  const [todayOnly, setTodayOnly] = useState(visitor !== null);
  const today = useId();
  const wanted = useSettled(student.trim(), searchDelayMs);
  const found = useQuery({
    queryKey: ["add-student", wanted],
    enabled: visitor === null && wanted.length > 1,
    queryFn: ({ signal }) =>
      readStudents({ search: wanted, sort: "student", cursor: null, limit: mostFound }, signal),
  });
  const known = (found.data?.students ?? []).map(({ studentId }) => studentId);
  const unknown = visitor === null && found.data !== undefined && known.length === 0;
  async function send(reason: string) {
    const sent = {
      student: student.trim(),
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
        ready={student.trim() !== ""}
        onReason={(reason) => void send(reason)}
        onClose={onClose}
      >
        <div className="flex flex-col gap-2">
          <TextField
            label="Student id"
            value={student}
            onChange={setStudent}
            readOnly={visitor !== null}
            maxLength={128}
            autoComplete="off"
            spellCheck={false}
          />
          {known.length > 0 && !known.includes(student.trim()) && (
            <ul aria-label="Students found" className="flex flex-wrap gap-2">
              {known.map((id) => (
                <li key={id}>
                  <Button onClick={() => setStudent(id)}>{id}</Button>
                </li>
              ))}
            </ul>
          )}
          {unknown && (
            <p role="status" className="text-xs text-muted">
              Nobody of this id is enrolled today. The id is taken as it stands; a name may be added.
            </p>
          )}
        </div>
        {unknown && (
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField label="Given name" value={givenName} onChange={setGivenName} maxLength={200} />
            <TextField label="Family name" value={familyName} onChange={setFamilyName} maxLength={200} />
          </div>
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
