import type { FastifyInstance } from "fastify";
import { movedPages, pagePaths } from "../../contract/http/page-paths.ts";

/** Parts of the page of alerts of before that have a page of their own now. */
const notificationParts: readonly string[] = ["sent", "rules", "webhooks"];

/** Serves each page under its address, and leads from the addresses of before to those of now. */
export function pageRoutes(app: FastifyInstance): void {
  const moved = new Map(movedPages);
  // The page reads its own address, so each gets the same document.
  for (const path of Object.values(pagePaths)) {
    if (moved.has(path)) continue;
    app.get(toPattern(path), { schema: { hide: true } }, (_, reply) => reply.sendFile("index.html"));
  }
  for (const [before, now] of moved) {
    app.get<{ Params: Readonly<Record<string, string>> }>(
      toPattern(before),
      { schema: { hide: true } },
      (request, reply) => {
        const query = request.raw.url?.split("?", 2)[1] ?? "";
        const part = new URLSearchParams(query).get("part") ?? "";
        const path =
          before === "/alerts" && notificationParts.includes(part)
            ? pagePaths.notifications
            : before === "/sessions" && query !== ""
              ? pagePaths.registersDay
              : now.replaceAll(/\$(\w+)/g, (_, name: string) =>
                  encodeURIComponent(request.params[name] ?? ""),
                );
        return reply.redirect(query === "" ? path : `${path}?${query}`, 302);
      },
    );
  }
}

/** A page's path as Fastify writes it. */
const toPattern = (path: string): string => path.replaceAll("$", ":");
