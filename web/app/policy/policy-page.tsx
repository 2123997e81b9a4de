import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { policyView } from "../../../src/contract/http/policy.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { PolicyEditor } from "./policy-editor.tsx";
import { policyKey } from "./policy-key.ts";
import { RulesPanel } from "./rules-panel.tsx";
import { VersionsPanel } from "./versions-panel.tsx";
import { writeSince } from "./write-since.ts";

const route = getRouteApi("/policy");

/** The rules by which arrivals are judged and marks are worth something, what they were before, and their editor. */
export function PolicyPage() {
  const { edit } = route.useSearch();
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const query = useQuery({
    queryKey: policyKey,
    staleTime: 0,
    queryFn: ({ signal }) => read(policyView, "policy", signal),
  });
  const { data, error } = query;
  if (data !== undefined && edit !== undefined) {
    // Whoever edits, edits the version that was in force then; another begins the form anew.
    return <PolicyEditor key={data.current.version} view={data} />;
  }
  return (
    <>
      <PageHeading
        title="Policy"
        note={
          data && (
            <>
              version {data.current.version}, in force {writeSince(data.current.from, timeZone)}
            </>
          )
        }
        tools={
          data && (
            <Link to="/policy" search={{ edit: "1" }} className={buttonLook("primary")}>
              <Pencil aria-hidden className="size-3.5" />
              Change the rules
            </Link>
          )
        }
      />
      {error !== null && <ReadTrouble what="The policy" error={error} onAgain={() => void query.refetch()} />}
      {data === undefined && error === null && <SkeletonRows label="Reading the policy" />}
      {data !== undefined && (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
          <RulesPanel version={data.current} />
          <VersionsPanel view={data} />
        </div>
      )}
    </>
  );
}
