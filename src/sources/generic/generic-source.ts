import { RE2JS, RE2JSException } from "re2js";
import { z } from "zod";
import { subjectSchemes } from "../../contract/mqtt/native-scan.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { filterFault } from "../../contract/mqtt/topic-filter.ts";
import { namePattern } from "../../contract/mqtt/topics.ts";
import { parseJsonPath } from "./json-path.ts";
import { pathFault, topicOfPath } from "./posted-path.ts";

const longestPattern = 500;
/** Steps of the compiled pattern. With `maxTextBytes` of text it bounds the work that one message can cause. */
const largestProgram = 1000;
const groupNames = ["subject", "time", "location", "decision", "id"] as const;

const topicFilter = z
  .string()
  .max(256)
  .superRefine((text, context) => {
    const fault = filterFault(text);
    if (fault !== null) context.addIssue({ code: "custom", message: fault });
    else if (/^(?:#|\+\/?#?$|\$|muster(?:\/|$))/.test(text)) {
      context.addIssue({
        code: "custom",
        message: "must begin with the sender's own first level; # alone, muster/ and $ are not a sender's",
      });
    }
  });

const postedPath = z
  .string()
  .max(128)
  .superRefine((text, context) => {
    const fault = pathFault(text, true);
    if (fault !== null) context.addIssue({ code: "custom", message: fault });
  });

const jsonPath = z
  .string()
  .max(256)
  .refine(
    (text) => parseJsonPath(text) !== null,
    "must be a path to one value, such as $.card.uid or $['card no'][0]",
  );

/** A regular expression in the syntax of RE2, which takes time that grows with the text alone, whatever is written. */
const pattern = z
  .string()
  .min(1)
  .max(longestPattern)
  .superRefine((text, context) => {
    try {
      const compiled = RE2JS.compile(text);
      const names = Object.keys(compiled.namedGroups());
      const strange = names.filter((name) => !groupNames.some((known) => known === name));
      if (compiled.programSize() > largestProgram) {
        context.addIssue({ code: "custom", message: "is too large; write it with smaller repetitions" });
      } else if (!names.includes("subject")) {
        context.addIssue({ code: "custom", message: "must hold a group (?<subject>…)" });
      } else if (strange.length > 0) {
        const message = `has a group ${strange.join(", ")}; the groups are ${groupNames.join(", ")}`;
        context.addIssue({ code: "custom", message });
      }
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      context.addIssue({ code: "custom", message: `is no pattern of RE2: ${error.message}` });
    }
  });

const words = z.array(z.string().min(1).max(128)).max(32).default([]);

const common = {
  /** Of the sender, and of its scans' `sender`. */
  name: z.string().regex(namePattern, "must be 1 to 63 of a-z, 0-9 and '-', and not begin with '-'"),
  /** Topics that are read. What its wildcards stand for tells senders apart. */
  filter: topicFilter.optional(),
  /** For a sender that posts over HTTP, in place of topics: the paths below `/in/`, with the same wildcards. */
  path: postedPath.optional(),
  scheme: z.enum(subjectSchemes),
  /** Whether cards are written as decimal numbers. */
  decimalCards: z.boolean().default(false),
  /** The words by which the message tells its decision, in any case. Without one, whom it names counts as granted. */
  decisions: z.object({ granted: words, denied: words, late: words, unknown: words }).optional(),
  method: z.enum(["face", "card", "fingerprint", "palm", "qr", "pin", "manual"]).optional(),
  /** The place, for a message that does not tell it: a level of the topic or the path from 0, or a text. */
  place: z
    .discriminatedUnion("from", [
      z.object({ from: z.literal("topic"), level: z.int().min(0).max(31) }),
      z.object({ from: z.literal("text"), text: identifierText }),
    ])
    .optional(),
  /** Whether its clock is right and it sends later what it saw while it was offline. */
  replays: z.boolean().default(false),
};

/** One road to a sender: its topics, or the paths that it posts to. */
function oneRoad(
  { filter, path }: { readonly filter?: string | undefined; readonly path?: string | undefined },
  context: z.RefinementCtx,
): void {
  if ((filter === undefined) !== (path === undefined)) return;
  const message =
    filter === undefined
      ? "must be there, or a path for a sender that posts over HTTP"
      : "cannot stand beside a path; describe a sender that does both as two";
  context.addIssue({ code: "custom", path: ["filter"], message });
}

/** A sender that an operator describes: which topics or paths, and where in a message stands what is wanted. */
export const genericSource = z.discriminatedUnion("format", [
  z
    .strictObject({
      ...common,
      format: z.literal("json"),
      subject: jsonPath,
      time: jsonPath.optional(),
      location: jsonPath.optional(),
      decision: jsonPath.optional(),
      /** The sender's own id of the event. */
      id: jsonPath.optional(),
      /** Messages are read only where this value is one of these; others on the topic are none of attendance. */
      only: z.object({ path: jsonPath, is: z.array(z.string().max(128)).min(1).max(32) }).optional(),
    })
    .superRefine(oneRoad),
  z.strictObject({ ...common, format: z.literal("text"), pattern }).superRefine(oneRoad),
]);
export type GenericSource = z.infer<typeof genericSource>;
/** What an operator writes, before it is checked. */
export type GenericSourceInput = z.input<typeof genericSource>;

/** The topics on which a described sender's messages come: its own, or those that stand for its paths. */
export const topicsOf = ({ filter, path }: Pick<GenericSource, "filter" | "path">): string =>
  filter ?? topicOfPath(path ?? "");
