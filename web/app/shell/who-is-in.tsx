import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut, UserRound } from "lucide-react";
import { useState } from "react";
import { signedOut } from "../../../src/contract/http/identity-providers.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { useSignIn } from "../accounts/use-sign-in.ts";
import { removeReading } from "../api/call-api.ts";
import { forgetOthers } from "../waiting/create-waiting-changes.ts";
import { useWaitingList } from "../waiting/use-waiting.ts";

/** Who is signed in, with the way to their account and the way out; nothing while nobody signs in. */
export function WhoIsIn({ form, onGo }: { form: "row" | "icon"; onGo?: () => void }) {
  const account = useSignIn().data?.account ?? null;
  const leave = useMutation({
    mutationFn: () => removeReading(signedOut, "sign-in"),
    // A whole new page: nothing of what was read stays in this window.
    onSuccess({ at }) {
      forgetOthers(localStorage, null);
      location.assign(at ?? pagePaths.signIn);
    },
  });
  const [asking, setAsking] = useState(false);
  const waits = useWaitingList().length;
  if (account === null) return null;
  const icon = form === "icon";
  const look =
    "flex h-9 items-center rounded-control text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink";
  return (
    <div className={`flex border-t border-line p-2 ${icon ? "flex-col" : "items-center gap-1"}`}>
      <Link
        to={pagePaths.account}
        onClick={onGo}
        title={icon ? `${account.name}: your account` : account.login}
        className={`${look} min-w-0 ${icon ? "justify-center" : "flex-1 gap-3 px-3"}`}
      >
        <UserRound aria-hidden className="size-4 shrink-0" />
        <span className={icon ? "sr-only" : "truncate"}>{account.name}</span>
      </Link>
      <button
        type="button"
        title="Sign out"
        aria-label={`Sign ${account.name} out`}
        disabled={leave.isPending}
        onClick={() => (waits > 0 ? setAsking(true) : leave.mutate())}
        className={`${look} shrink-0 justify-center ${icon ? "" : "size-9"}`}
      >
        <LogOut aria-hidden className="size-4" />
      </button>
      {asking && (
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
      )}
    </div>
  );
}
