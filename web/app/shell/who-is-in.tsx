import { Link } from "@tanstack/react-router";
import { LogOut, UserRound } from "lucide-react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { useSignIn } from "../accounts/use-sign-in.ts";
import { useSignOut } from "./use-sign-out.tsx";

/** Who is signed in, with the way to their account and the way out; nothing while nobody signs in. */
export function WhoIsIn({ form, onGo }: { form: "row" | "icon"; onGo?: () => void }) {
  const account = useSignIn().data?.account ?? null;
  const signOut = useSignOut();
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
        disabled={signOut.busy}
        onClick={signOut.start}
        className={`${look} shrink-0 justify-center ${icon ? "" : "size-9"}`}
      >
        <LogOut aria-hidden className="size-4" />
      </button>
      {signOut.question}
    </div>
  );
}
