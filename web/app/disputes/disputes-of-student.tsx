import { Panel } from "../../ui/panel.tsx";
import { useSurelyMay } from "../me/use-me.ts";
import { DisputeList } from "./dispute-list.tsx";
import { useDisputes } from "./use-disputes.ts";

/** The disputes of one student, the newest first; nothing where there is none. */
export function DisputesOfStudent({
  student,
  onOpen,
}: {
  readonly student: string;
  /** Given the session whose mark is disputed. */
  readonly onOpen: (session: string) => void;
}) {
  const maySee = useSurelyMay("dispute.read");
  const { data } = useDisputes({ student }, maySee);
  if (data === undefined || data.disputes.length === 0) return null;
  return (
    <Panel title="Disputes" note={data.disputes.length} className="shrink-0">
      <DisputeList
        disputes={data.disputes}
        withStudent={false}
        onOpen={({ session }) => onOpen(session.id)}
      />
    </Panel>
  );
}
