import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { writePerson } from "./write-person.ts";

type Visitor = RegisterView["visitors"][number];

interface VisitorsPanelProps {
  readonly visitors: readonly Visitor[];
  readonly timeZone: string;
  readonly mayWrite: boolean;
  readonly onAdd: (visitor: Visitor) => void;
}

/** Who was seen in the room and is expected nowhere. */
export function VisitorsPanel({ visitors, timeZone, mayWrite, onAdd }: VisitorsPanelProps) {
  return (
    <Panel title="Visitors" note="seen here, expected nowhere" className="shrink-0">
      <ul>
        {visitors.map((visitor) => (
          <li
            key={visitor.scan}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2 text-sm last:border-b-0"
          >
            <time dateTime={visitor.at} className="text-xs text-muted">
              {clockfaceOf(timeZone).minute(visitor.at)}
            </time>
            <span className="min-w-0 flex-1">
              <span className="font-medium">{writePerson(visitor.student)}</span>{" "}
              {visitor.student.name !== null && (
                <span className="text-xs text-muted">{visitor.student.id}</span>
              )}
            </span>
            {mayWrite && (
              <Button
                aria-label={`Add to this register: ${writePerson(visitor.student)}`}
                onClick={() => onAdd(visitor)}
              >
                Add to this register
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
