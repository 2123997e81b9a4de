import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { titleOf } from "./title-of.ts";
import { writePerson } from "./write-person.ts";

const modes: Readonly<Record<SessionRow["mode"], string | null>> = {
  in_person: null,
  remote: "Remote",
  hybrid: "Hybrid",
};

/** What, where, who: the second line of a session. */
export function SessionFacts({ session }: { session: SessionRow }) {
  const { sort, rooms, classes, staff, mode, required } = session;
  const named = titleOf(session);
  const codes = classes.map(({ code }) => code).filter((code) => code !== named);
  const facts = [
    sort,
    codes.length > 3 ? `${codes.slice(0, 3).join(", ")} and ${codes.length - 3} more` : codes.join(", "),
    rooms.length === 0 ? (mode === "remote" ? "" : "No room") : rooms.join(", "),
    staff.map(writePerson).join(", "),
    modes[mode] ?? "",
    required ? "" : "Optional",
  ];
  return <>{facts.filter((fact) => fact !== "").join(" · ")}</>;
}
