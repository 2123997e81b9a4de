import type { QueryClient } from "@tanstack/react-query";

/** Reads again what the page shows of absences, after a deed of its own. */
export const readAbsencesAnew = (client: QueryClient): Promise<unknown> =>
  Promise.all([
    client.invalidateQueries({ queryKey: ["live", "absences"] }),
    client.invalidateQueries({ queryKey: ["view", "absences"] }),
  ]);
