import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadNews, LoadOrder, LoadResult } from "./load-messages.ts";

export interface Generator {
  /** Makes the packets and opens the connections; resolves when publishing may begin. */
  prepare(order: Omit<Extract<LoadOrder, { order: "prepare" }>, "order">): Promise<void>;
  /** Publishes everything and resolves after the last acknowledgement. */
  publish(): Promise<LoadResult>;
  stop(): void;
}

/** Starts the process that generates load. */
export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL("./generator.js", import.meta.url)), { stdio: "inherit" });
  function ask<News extends LoadNews["news"]>(
    order: LoadOrder,
    wanted: News,
  ): Promise<Extract<LoadNews, { news: News }>> {
    return new Promise((resolve, reject) => {
      const settle = (news: LoadNews): void => {
        child.off("message", settle);
        child.off("exit", ended);
        if (isNews(news, wanted)) resolve(news);
        else reject(new Error(news.news === "failed" ? news.why : `the generator said ${news.news}`));
      };
      const ended = (): void => reject(new Error("the generator ended"));
      child.on("message", settle);
      child.once("exit", ended);
      child.send(order);
    });
  }
  return {
    async prepare(order) {
      await ask({ order: "prepare", ...order }, "ready");
    },
    publish: async () => (await ask({ order: "go" }, "done")).result,
    stop: () => void child.kill(),
  };
}

function isNews<News extends LoadNews["news"]>(
  news: LoadNews,
  wanted: News,
): news is Extract<LoadNews, { news: News }> {
  return news.news === wanted;
}
