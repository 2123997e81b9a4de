import { whoCould } from "../../domain/rights/may.ts";

/** Who may see readers: nobody else is told of one. */
export const rolesOfReaders = whoCould("reader.read").flatMap(({ role, reach }) =>
  reach === "all" ? [role] : [],
);
