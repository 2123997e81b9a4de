import { Outlet } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { useLive } from "../live/live-context.ts";
import { useStudents } from "../students/use-students.ts";
import { StartDemo } from "./start-demo.tsx";
import { SystemBanners } from "./system-banners.tsx";
import { TopBar } from "./top-bar.tsx";

/** What stands around every page: the bar, what the server has to say, and the page once there is something to show. */
export function Shell() {
  const live = useLive();
  const { state } = live;
  return (
    <div className="flex min-h-dvh flex-col desk:h-dvh print:block print:h-auto">
      <TopBar live={live} />
      {live.connection === "outdated" && (
        <Banner
          icon={RefreshCw}
          kind="trouble"
          title="The server was updated."
          action={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          This page can no longer read what it says.
        </Banner>
      )}
      {state !== null && <SystemBanners system={state.system} />}
      <main className="flex min-h-0 flex-1 flex-col gap-4 p-4 sm:px-6 print:p-0">
        <h1 className="sr-only">Live attendance</h1>
        {state === null ? (
          <div className="m-auto max-w-prose text-center text-muted">
            <p>{live.lostAt === null ? "Reading today’s scans and registers." : "Waiting for the server."}</p>
            {live.trouble !== null && <p className="mt-1 text-sm">{live.trouble}</p>}
          </div>
        ) : (
          <Outlet />
        )}
      </main>
      {state !== null && (
        <footer className="flex print:hidden min-h-9 flex-wrap items-center justify-between gap-x-6 px-4 pb-2 text-xs text-muted sm:px-6">
          <span>Muster {state.system.version}</span>
          {!state.system.demo.active && <StartDemoBesideStudents reading={live.reading} />}
        </footer>
      )}
    </div>
  );
}

/** Where students are enrolled already; without any, the empty list offers the demo itself. */
function StartDemoBesideStudents({ reading }: { reading: number }) {
  const students = useStudents("", "student", reading);
  const total = students.data?.pages[0]?.total ?? 0;
  return total > 0 && <StartDemo kind="quiet" />;
}
