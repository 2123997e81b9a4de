import { getRouteApi } from "@tanstack/react-router";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { AlertList } from "./alert-list.tsx";
import type { AlertsSearch } from "./alerts-search.ts";
import { NotificationLog } from "./notification-log.tsx";
import { RulesEditor } from "./rules-editor.tsx";
import { useAlerts } from "./use-alerts.ts";
import { Webhooks } from "./webhooks.tsx";

const route = getRouteApi("/alerts");

/** Students whom somebody should look at and why, who was told, by which rules, and who else is told. */
export function AlertsPage() {
  const search = route.useSearch();
  const { part = "alerts", state = "open" } = search;
  const navigate = route.useNavigate();
  const change = (next: AlertsSearch) => void navigate({ search: next, replace: true });
  const timeZone = useLiveValue(({ state: live }) => live?.system.timeZone ?? "UTC");
  const { data } = useAlerts("open", 1);
  return (
    <>
      <PageHeading title="Alerts" note={`times in ${timeZone}`} />
      <div className="flex shrink-0 flex-col overflow-hidden rounded-panel border border-line bg-surface">
        <Tabs
          label="Parts of this page"
          value={part}
          onChange={(next) => change({ part: next === "alerts" ? undefined : next })}
          tabs={[
            {
              value: "alerts",
              word: "Alerts",
              ...(data === undefined ? {} : { count: data.open }),
              content: (
                <AlertList
                  key={state}
                  state={state}
                  onState={(next) => change({ state: next === "open" ? undefined : next })}
                />
              ),
            },
            {
              value: "sent",
              word: "Who was told",
              content: (
                <NotificationLog
                  key={search.sent ?? "all"}
                  state={search.sent ?? null}
                  onState={(sent) => change({ part: "sent", sent: sent ?? undefined })}
                />
              ),
            },
            { value: "rules", word: "Rules", content: <RulesEditor /> },
            { value: "webhooks", word: "Webhooks", content: <Webhooks /> },
          ]}
        />
      </div>
    </>
  );
}
