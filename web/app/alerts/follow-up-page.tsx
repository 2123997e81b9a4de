import { getRouteApi, Link } from "@tanstack/react-router";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { AlertList } from "./alert-list.tsx";

const route = getRouteApi("/follow-up");

/** Students whom somebody should look at, and why. */
export function FollowUpPage() {
  const { state = "open" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeading
        title="Follow-up"
        tools={
          <Link to="/notifications" className={buttonLook("quiet")}>
            Rules and notifications
          </Link>
        }
      />
      <div className="flex shrink-0 flex-col overflow-hidden rounded-panel border border-line bg-surface">
        <AlertList
          key={state}
          state={state}
          onState={(next) => void navigate({ search: next === "open" ? {} : { state: next }, replace: true })}
        />
      </div>
    </>
  );
}
