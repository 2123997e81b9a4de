import { getRouteApi, Link } from "@tanstack/react-router";
import { CalendarX } from "lucide-react";
import { buttonLook } from "../../ui/button-look.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { isNowhere } from "../api/call-api.ts";
import { isSameStep } from "../is-same-step.ts";
import { OfEndedDemo } from "../shell/of-ended-demo.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { Register } from "./register.tsx";
import { titleOf } from "./title-of.ts";
import { useRegister } from "./use-register.ts";

const route = getRouteApi("/registers/$session");

/** The register of one session, for whoever stands at the door. */
export function RegisterPage() {
  const { session } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useRegister(session);
  const found = query.data?.session.id === session ? query.data : null;
  if (found !== null) {
    if (found.ofEndedDemo) {
      return (
        <OfEndedDemo title={titleOf(found.session)} what="session">
          {found.session.rooms.map((room) => (
            <Link key={room} to="/messages/scans" search={{ location: room }} className={buttonLook("plain")}>
              The scans of {room}
            </Link>
          ))}
          <Link to="/registers" className={buttonLook("plain")}>
            All registers
          </Link>
        </OfEndedDemo>
      );
    }
    // Another session is another page: nothing that was chosen or remembered stays.
    return (
      <Register
        key={session}
        register={found}
        trouble={query.error}
        onAgain={() => void query.refetch()}
        search={search}
        onSearch={(next) => void navigate({ search: next, replace: isSameStep(search, next) })}
      />
    );
  }
  if (isNowhere(query.error)) return <NoSuchSession />;
  if (query.error === null) return <PageSkeleton />;
  return (
    <>
      <PageHeading title="Session" />
      <ReadTrouble what="The register" error={query.error} onAgain={() => void query.refetch()} />
    </>
  );
}

function NoSuchSession() {
  return (
    <>
      <PageHeading title="No such session" />
      <Panel title="Not found" className="shrink-0">
        <EmptyState icon={CalendarX} title="No session is at this address">
          <p>
            A later import may have taken it out of the timetable. Sessions with marks are never taken away.
          </p>
          <div>
            <Link to="/registers" className={buttonLook("primary")}>
              To the sessions of today
            </Link>
          </div>
        </EmptyState>
      </Panel>
    </>
  );
}
