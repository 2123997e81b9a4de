import { Link } from "@tanstack/react-router";
import { UserRoundPlus } from "lucide-react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";

/** In place of an account, while there are none. */
export function NobodySignedIn() {
  return (
    <>
      <PageHeading title="Your account" />
      <EmptyState icon={UserRoundPlus} title="Nobody signs in yet" level={2}>
        <p>
          Everything is open to everybody on this machine, and to nobody else. Once there is an administrator,
          whoever opens a page signs in.
        </p>
        <p>
          <Link to={pagePaths.setUp} className="text-ink underline">
            Make the first administrator
          </Link>
        </p>
      </EmptyState>
    </>
  );
}
