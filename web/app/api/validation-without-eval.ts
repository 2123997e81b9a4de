import { z } from "zod";

// Zod compiles its schemas with `new Function` where it may; the pages' security policy says that it may not, and
// even the try would be reported. This must be evaluated before the first schema is.
z.config({ jitless: true });
