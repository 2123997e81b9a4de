import { MessageSquareWarning } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { useSurelyMay } from "../me/use-me.ts";
import { writePerson } from "../registers/write-person.ts";
import { claimedWords } from "./dispute-words.ts";
import { useDisputes } from "./use-disputes.ts";

/** On a register: who says that their mark is wrong, and waits for an answer. */
export function DisputesBand({
  session,
  onOpen,
}: {
  readonly session: string;
  readonly onOpen: (student: string) => void;
}) {
  const maySee = useSurelyMay("dispute.read");
  const { data } = useDisputes({ session, state: "open" }, maySee);
  const disputes = data?.disputes ?? [];
  if (disputes.length === 0) return null;
  return (
    <section
      aria-label="Disputed marks"
      className="flex flex-col gap-2 rounded-panel border border-line bg-late-soft px-4 py-3 text-sm print:hidden"
    >
      <p className="flex items-center gap-2 font-medium">
        <MessageSquareWarning aria-hidden className="size-4 shrink-0 text-late" />
        {disputes.length === 1 ? "One mark is disputed" : `${disputes.length} marks are disputed`}
      </p>
      <ul className="flex flex-wrap gap-2">
        {disputes.map(({ id, student, claimed }) => (
          <li key={id}>
            <Button onClick={() => onOpen(student.id)}>
              {writePerson(student)}: {claimedWords[claimed].toLowerCase()}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
