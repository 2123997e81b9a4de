import { useQuery } from "@tanstack/react-query";
import { policyWords } from "../../../src/contract/http/policy.ts";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { read } from "../api/call-api.ts";

/** By what marks are judged and what they are worth, for whom they are about. */
export function RulesPanel() {
  const { data, error, refetch } = useQuery({
    queryKey: ["policy", "words"],
    queryFn: ({ signal }) => read(policyWords, "policy/words", signal),
    retry: false,
  });
  return (
    <Panel title="The rules" note={data && `policy version ${data.version}`} className="shrink-0">
      {error !== null && <ReadTrouble what="The rules" error={error} onAgain={() => void refetch()} />}
      <ul className="list-disc py-3 pr-4 pl-9 text-sm">
        {data?.words.map(({ field, sentence }) => (
          <li key={field} className="py-0.5">
            {sentence}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
