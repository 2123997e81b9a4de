import { getRouteApi } from "@tanstack/react-router";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { isSameStep } from "../is-same-step.ts";
import { NotificationLog } from "./notification-log.tsx";
import type { NotificationsSearch } from "./notifications-search.ts";
import { RulesEditor } from "./rules-editor.tsx";
import { Webhooks } from "./webhooks.tsx";

const route = getRouteApi("/notifications");

/** By which rules somebody is told of a student, who was told, and which other systems are. */
export function NotificationsPage() {
  const search = route.useSearch();
  const { part = "rules", sent } = search;
  const navigate = route.useNavigate();
  const change = (next: NotificationsSearch) =>
    void navigate({ search: next, replace: isSameStep(search, next) });
  return (
    <>
      <PageHeading title="Notifications" />
      <div className="flex shrink-0 flex-col overflow-hidden rounded-panel border border-line bg-surface">
        <Tabs
          label="Parts of this page"
          value={part}
          onChange={(next) => change(next === "rules" ? {} : { part: next })}
          tabs={[
            { value: "rules", word: "Rules", content: <RulesEditor /> },
            {
              value: "sent",
              word: "Who was told",
              content: (
                <NotificationLog
                  key={sent ?? "all"}
                  state={sent ?? null}
                  onState={(next) => change({ part: "sent", sent: next ?? undefined })}
                />
              ),
            },
            { value: "webhooks", word: "Webhooks", content: <Webhooks /> },
          ]}
        />
      </div>
    </>
  );
}
