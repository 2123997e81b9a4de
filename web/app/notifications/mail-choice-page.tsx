import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type MailChoiceView, mailChoiceView } from "../../../src/contract/http/alerts.ts";
import { Button } from "../../ui/button.tsx";
import { BarePage } from "../accounts/bare-page.tsx";
import { otherFault } from "../accounts/fault-of-field.ts";
import { post } from "../api/call-api.ts";

const kinds: Readonly<Record<MailChoiceView["kind"], string>> = {
  answers: "An answer to what you asked",
  digest: "The daily message about students of your classes",
  readers: "What breaks and what works again of readers",
};

/** Ends mail of one kind, by the link at its foot: nobody has to sign in for it. */
export function MailChoicePage() {
  // Read once and taken out of the address: it stays in no history and no picture of the screen.
  const [token] = useState(() => location.hash.slice(1));
  useEffect(() => {
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  }, []);
  const choose = useMutation({
    mutationFn: (wanted: boolean) => post(mailChoiceView, "mail-choice", { token, wanted }),
  });
  if (token === "") {
    return (
      <BarePage title="Mail from here">
        <p className="text-sm text-muted">
          This address holds no link. Open the one at the foot of the last mail that you got, whole.
        </p>
      </BarePage>
    );
  }
  const chosen = choose.data;
  const other = otherFault(choose.error, []);
  return (
    <BarePage
      title="Mail from here"
      about="This is about mail alone: on your pages everything stays as it is."
    >
      <div className="flex flex-col gap-4">
        <p role="status" className="text-sm">
          {chosen === undefined
            ? "Do you want no more mail like the one with this link?"
            : `${kinds[chosen.kind]} ${chosen.wanted ? "comes by mail again." : "comes by mail no more."}`}
        </p>
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex justify-end">
          {chosen?.wanted === false ? (
            <Button disabled={choose.isPending} onClick={() => choose.mutate(true)}>
              Send it again
            </Button>
          ) : (
            <Button kind="primary" disabled={choose.isPending} onClick={() => choose.mutate(false)}>
              No more of it
            </Button>
          )}
        </div>
      </div>
    </BarePage>
  );
}
