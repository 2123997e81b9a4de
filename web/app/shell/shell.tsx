import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { isBarePath } from "../accounts/is-bare-path.ts";
import { WaitingBand } from "../waiting/waiting-band.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { HelpSheet } from "./help-sheet.tsx";
import { PageSkeleton } from "./page-skeleton.tsx";
import { SideRail } from "./side-rail.tsx";
import { SystemBanners } from "./system-banners.tsx";
import { TopBar } from "./top-bar.tsx";
import { useLiveValue } from "./use-live-value.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const Palette = lazy(() => import("../palette/palette.tsx"));

/** What stands around every page. A page for whoever comes stands alone, and asks nothing that only some are told. */
export function Shell() {
  const bare = useLocation({ select: ({ pathname }) => isBarePath(pathname) });
  if (!bare) return <Surroundings />;
  return (
    <main id="main" tabIndex={-1} className="flex min-h-dvh p-4 outline-none">
      <Outlet />
    </main>
  );
}

/** The ways to the other pages, what the server has to say, and the page itself. */
function Surroundings() {
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  const router = useRouter();
  useFocusOnNavigation();
  useShortcuts((shortcut) => {
    if (shortcut.kind === "go") void router.navigate({ to: shortcut.to });
    else if (shortcut.kind === "search") {
      const field = document.querySelector<HTMLInputElement>("main input[type=search]");
      if (field === null) setOpen("palette");
      else field.focus();
    } else setOpen(shortcut.kind);
  });
  return (
    <div className="flex min-h-dvh desk:h-dvh print:block print:h-auto">
      <a
        href="#main"
        className="absolute top-2 left-2 z-30 -translate-y-20 rounded-control border border-line-strong bg-surface px-3 py-2 text-sm font-medium focus:translate-y-0"
      >
        Skip to the page
      </a>
      <SideRail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onSearch={() => setOpen("palette")} />
        <Notices />
        <WaitingBand />
        <Page />
        <BottomBar onHelp={() => setOpen("help")} onSearch={() => setOpen("palette")} />
      </div>
      {open === "help" && <HelpSheet onClose={() => setOpen(null)} />}
      {open === "palette" && (
        <Suspense>
          <Palette onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </div>
  );
}

function Notices() {
  const outdated = useLiveValue(({ connection }) => connection === "outdated");
  const system = useLiveValue(({ state }) => state?.system ?? null);
  const start = useLocation({ select: ({ pathname }) => pathname === pagePaths.today });
  return (
    <>
      {outdated && (
        <Banner
          icon={RefreshCw}
          kind="trouble"
          title="The server was updated."
          action={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          This page can no longer read what it says.
        </Banner>
      )}
      {system !== null && <SystemBanners system={system} start={start} />}
    </>
  );
}

function Page() {
  const loaded = useLiveValue(({ state }) => state !== null);
  const lost = useLiveValue(({ lostAt }) => lostAt !== null);
  const trouble = useLiveValue((live) => live.trouble);
  return (
    <main
      id="main"
      tabIndex={-1}
      data-scroll-restoration-id="main"
      className="flex min-h-0 flex-1 flex-col gap-4 p-4 outline-none sm:px-6 desk:overflow-y-auto print:overflow-visible print:p-0"
    >
      {loaded ? (
        <Outlet />
      ) : lost ? (
        <div className="m-auto max-w-prose text-center text-muted">
          <p>Waiting for the server.</p>
          {trouble !== null && <p className="mt-1 text-sm">{trouble}</p>}
        </div>
      ) : (
        <PageSkeleton />
      )}
    </main>
  );
}

/** After a navigation the focus is on the heading of the new page; the first page leaves it to the browser. */
function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
      }),
    [router],
  );
}
