import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { signedOut } from "../../../src/contract/http/identity-providers.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { signOutBy } from "../accounts/go-to-sign-in.ts";
import { removeReading } from "../api/call-api.ts";
import { forgetOthers } from "../waiting/create-waiting-changes.ts";
import { useWaitingChanges, useWaitingList } from "../waiting/use-waiting.ts";

/** Signs out, after asking where changes of this device would be lost; the question is shown by whoever offers it. */
export function useSignOut(): {
  readonly start: () => void;
  readonly busy: boolean;
  readonly question: ReactNode;
} {
  const waiting = useWaitingChanges();
  const leave = useMutation({
    mutationFn: () => signOutBy(() => removeReading(signedOut, "sign-in")),
    // A whole new page: nothing of what was read stays in this window.
    onSuccess({ at }) {
      waiting?.forget();
      forgetOthers(localStorage, null);
      location.assign(at ?? pagePaths.signIn);
    },
  });
  const [asking, setAsking] = useState(false);
  const waits = useWaitingList().length;
  return {
    start: () => (waits > 0 ? setAsking(true) : leave.mutate()),
    busy: leave.isPending,
    question: asking ? (
      <ConfirmDialog
        title="Sign out, and lose what waits?"
        action="Sign out"
        busy={leave.isPending}
        trouble={leave.error?.message ?? null}
        onConfirm={() => leave.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>
          {waits === 1 ? "One change has" : `${waits} changes have`} not reached the server. Nothing of it
          stays on this device once you have signed out.
        </p>
      </ConfirmDialog>
    ) : null,
  };
}
