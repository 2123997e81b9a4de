import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { LivePage } from "./live-page.tsx";
import { Shell } from "./shell/shell.tsx";

const root = createRootRoute({ component: Shell });

const live = createRoute({ getParentRoute: () => root, path: "/", component: LivePage });

export const router = createRouter({
  routeTree: root.addChildren([live]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
