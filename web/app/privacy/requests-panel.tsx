import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { type PrivacyRequestList, privacyRequestList } from "../../../src/contract/http/privacy.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { post, read } from "../api/call-api.ts";
import { useSurelyMay } from "../me/use-me.ts";
import { ReasonForm } from "../registers/reason-form.tsx";
import { writePerson } from "../registers/write-person.ts";

const requestsKey = ["privacy", "requests"] as const;
type Request = PrivacyRequestList["requests"][number];

const kindWords: Readonly<Record<Request["kind"], string>> = {
  erasure: "asks to be erased",
  question: "asks",
};

/** What people asked about their data: those that wait first, each answered in place. */
export function RequestsPanel({ timeZone }: { readonly timeZone: string }) {
  const client = useQueryClient();
  const mayAnswer = useSurelyMay("privacy.write");
  const [answering, setAnswering] = useState<Request | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: requestsKey,
    queryFn: ({ signal }) => read(privacyRequestList, "privacy/requests", signal),
    retry: false,
  });
  const answer = useMutation({
    mutationFn: ({ id, words }: { readonly id: string; readonly words: string }) =>
      post(privacyRequestList, `privacy/requests/${id}/answer`, { words }),
    onSuccess(list) {
      client.setQueryData(requestsKey, list);
      setAnswering(null);
    },
  });
  return (
    <Panel
      title="Asked for"
      note={data && (data.waiting === 0 ? "nothing waits" : `${data.waiting} to answer`)}
      className="shrink-0"
    >
      {error !== null && (
        <ReadTrouble what="What people asked for" error={error} onAgain={() => void refetch()} />
      )}
      {data === undefined && error === null && (
        <SkeletonRows label="Reading what people asked for" rows={3} />
      )}
      {data?.requests.length === 0 && (
        <EmptyState icon={Inbox} title="Nobody has asked for anything">
          <p>Students ask on the page of what is kept of them: to be erased, or about anything in it.</p>
        </EmptyState>
      )}
      <ul>
        {data?.requests.map((request) => (
          <li key={request.id} className="border-b border-line px-4 py-3 text-sm last:border-b-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
              <p>
                <Link
                  to="/privacy/people/$person"
                  params={{ person: request.person.id }}
                  className="font-medium text-accent underline"
                >
                  {writePerson(request.person)}
                </Link>{" "}
                {kindWords[request.kind]}
              </p>
              <time dateTime={request.askedAt} className="text-xs text-muted">
                {writeMoment(request.askedAt, timeZone)}
              </time>
            </div>
            <p className="mt-1 break-words">{request.words}</p>
            {request.answer !== null && (
              <p className="mt-1 break-words text-muted">
                {request.answer.by}, {writeMoment(request.answer.at, timeZone)}: {request.answer.words}
              </p>
            )}
            {request.answer === null && mayAnswer && (
              <div className="mt-2">
                <Button onClick={() => setAnswering(request)}>Answer</Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {answering !== null && (
        <Dialog title={`Answer ${writePerson(answering.person)}`} onClose={() => setAnswering(null)}>
          <p className="mt-2 text-sm text-muted">
            {answering.kind === "erasure"
              ? "An erasure is made from the person’s file, and takes this along. Answer here what stands in its way, or that it is not due."
              : "The person reads it on the page of what is kept of them."}
          </p>
          <ReasonForm
            quick={[]}
            action="Answer"
            busy={answer.isPending}
            trouble={answer.error?.message ?? null}
            onReason={(words) => answer.mutate({ id: answering.id, words })}
            onClose={() => setAnswering(null)}
          />
        </Dialog>
      )}
    </Panel>
  );
}
