import "../ui/theme.css";
import "./api/validation-without-eval.ts";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { goToSignIn } from "./accounts/go-to-sign-in.ts";
import { isBarePath } from "./accounts/is-bare-path.ts";
import { ApiFault, isRefusal, readScans, readSystem } from "./api/call-api.ts";
import { createLiveStore } from "./live/create-live-store.ts";
import { keptScans } from "./live/fold-changes.ts";
import { joinLiveStream } from "./live/join-live-stream.ts";
import { LiveContext } from "./live/live-context.ts";
import { mayDo } from "./me/first-page.ts";
import { meQuery } from "./me/use-me.ts";
import { router } from "./router.tsx";

// The feed keeps what was fetched up to date, so nothing goes stale by itself.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // What was refused is refused again.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiFault && isRefusal(error)),
    },
  },
});

const store = createLiveStore({
  join: joinLiveStream,
  readSystem,
  // Names that were seen are for whoever may read scans.
  readScans: async (signal) =>
    mayDo(await queries.ensureQueryData(meQuery), "scan.read") ? readScans(keptScans, signal) : [],
  onSignedOut: goToSignIn,
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveContext value={store}>
        <RouterProvider router={router} context={{ queries }} />
      </LiveContext>
    </QueryClientProvider>
  </StrictMode>,
);
// A page for whoever comes reads nothing of the institution.
if (!isBarePath(location.pathname)) store.start();
