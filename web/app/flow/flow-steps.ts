import {
  Archive,
  BadgeCheck,
  Camera,
  CopyCheck,
  Database,
  FileSearch,
  GitCompareArrows,
  type LucideIcon,
  Monitor,
  Radio,
  Rss,
} from "lucide-react";
import type { FlowView } from "../../../src/contract/http/monitor.ts";
import type { Tone } from "../../ui/looks.ts";

export type StepId =
  | "camera"
  | "broker"
  | "read"
  | "quarantine"
  | "known"
  | "repeat"
  | "store"
  | "acknowledge"
  | "feed"
  | "page";

/** One step of a message's way through the server. */
export interface FlowStep {
  readonly id: StepId;
  readonly word: string;
  readonly icon: LucideIcon;
  /** What happens here. */
  readonly sentence: string;
  /** What is counted: "messages". */
  readonly unit: string;
  /** Since the server started; null where a state is shown and nothing is counted, or the count is not known. */
  readonly count: (flow: FlowView, clients: number | null) => number | null;
  /** false for how many there are now, which has no rate. */
  readonly passing: boolean;
  /** What else is known of it, or null. */
  readonly note: (flow: FlowView) => string | null;
  /** 0 on the main way; 1 on the other side of it. */
  readonly lane: -1 | 0 | 1;
  /** Place along the main way. */
  readonly rank: number;
  /** The colour of a way aside. */
  readonly tone: Tone;
}

const number = new Intl.NumberFormat("en-GB");
const none = () => null;

/** The way of a message, in the order in which it goes. */
export const flowSteps: readonly FlowStep[] = [
  {
    id: "camera",
    word: "Cameras",
    icon: Camera,
    sentence:
      "A camera, kiosk or reader decides, and publishes a scan. It keeps the scan until it is acknowledged.",
    unit: "clients connected",
    count: (_, clients) => clients,
    passing: false,
    note: none,
    lane: 0,
    rank: 0,
    tone: "quiet",
  },
  {
    id: "broker",
    word: "Broker",
    icon: Radio,
    sentence: "The MQTT broker takes the message in. Nothing is acknowledged yet.",
    unit: "messages received",
    count: ({ received }) => received,
    passing: true,
    note: ({ waiting, overflowed }) =>
      [
        ...(waiting > 0 ? [`${number.format(waiting)} waiting`] : []),
        ...(overflowed > 0 ? [`${number.format(overflowed)} lost, more than could wait`] : []),
      ].join(", ") || null,
    lane: 0,
    rank: 1,
    tone: "quiet",
  },
  {
    id: "read",
    word: "Read & check",
    icon: FileSearch,
    sentence:
      "Topic and text are read as a scan (who, where, what was decided, when by which clock) or as a device’s word of its state.",
    unit: "messages read",
    count: ({ received, waiting }) => Math.max(0, received - waiting),
    passing: true,
    note: none,
    lane: 0,
    rank: 2,
    tone: "quiet",
  },
  {
    id: "quarantine",
    word: "Quarantine",
    icon: Archive,
    sentence:
      "What cannot be read as a scan is kept whole, with the reason, until somebody looks and replays it.",
    unit: "messages kept aside",
    count: ({ quarantined }) => quarantined,
    passing: true,
    note: none,
    lane: -1,
    rank: 2,
    tone: "held",
  },
  {
    id: "known",
    word: "Known before?",
    icon: GitCompareArrows,
    sentence:
      "Devices send again when they are not sure. The same scan is known by its identity, not by its time of arrival.",
    unit: "scans compared",
    count: ({ stored, repeats }) => stored + repeats,
    passing: true,
    note: none,
    lane: 0,
    rank: 3,
    tone: "quiet",
  },
  {
    id: "repeat",
    word: "Repeat",
    icon: CopyCheck,
    sentence: "A scan that is there already is counted as a repeat and changes no mark.",
    unit: "repeats",
    count: ({ repeats }) => repeats,
    passing: true,
    note: none,
    lane: 1,
    rank: 3,
    tone: "late",
  },
  {
    id: "store",
    word: "One transaction",
    icon: Database,
    sentence: "Scans, the marks they make and the day’s tallies are stored together: all of it, or nothing.",
    unit: "scans stored",
    count: ({ stored }) => stored,
    passing: true,
    note: ({ marksChanged, batches }) =>
      `${number.format(marksChanged)} marks changed, ${number.format(batches)} transactions`,
    lane: 0,
    rank: 4,
    tone: "quiet",
  },
  {
    id: "acknowledge",
    word: "Acknowledge",
    icon: BadgeCheck,
    sentence:
      "Only what is safely on disk is acknowledged; devices that ask for it get a receipt for each scan.",
    unit: "acknowledged",
    count: ({ stored, repeats, quarantined }) => stored + repeats + quarantined,
    passing: true,
    note: ({ receipts }) => (receipts === 0 ? null : `${number.format(receipts)} receipts sent`),
    lane: 0,
    rank: 5,
    tone: "quiet",
  },
  {
    id: "feed",
    word: "Live feed",
    icon: Rss,
    sentence: "What was stored is read once for all pages and sent in order, at most ten frames a second.",
    unit: "frames sent",
    count: ({ frames }) => frames,
    passing: true,
    note: none,
    lane: 0,
    rank: 6,
    tone: "quiet",
  },
  {
    id: "page",
    word: "Pages",
    icon: Monitor,
    sentence: "Each page folds the changes into what it shows. One that slept catches up from where it was.",
    unit: "pages listening",
    count: ({ pages }) => pages,
    passing: false,
    note: none,
    lane: 0,
    rank: 7,
    tone: "quiet",
  },
];

/** From which step to which; `aside` ones are for what does not become a new scan. */
export const flowEdges: readonly { readonly from: StepId; readonly to: StepId; readonly aside: boolean }[] = [
  { from: "camera", to: "broker", aside: false },
  { from: "broker", to: "read", aside: false },
  { from: "read", to: "known", aside: false },
  { from: "known", to: "store", aside: false },
  { from: "store", to: "acknowledge", aside: false },
  { from: "acknowledge", to: "feed", aside: false },
  { from: "feed", to: "page", aside: false },
  { from: "read", to: "quarantine", aside: true },
  { from: "quarantine", to: "acknowledge", aside: true },
  { from: "known", to: "repeat", aside: true },
  { from: "repeat", to: "acknowledge", aside: true },
];

/** The whole ways that a message can take. */
export const flowRoutes = {
  stored: ["camera", "broker", "read", "known", "store", "acknowledge", "feed", "page"],
  repeat: ["camera", "broker", "read", "known", "repeat", "acknowledge"],
  quarantine: ["camera", "broker", "read", "quarantine", "acknowledge"],
} as const satisfies Readonly<Record<string, readonly StepId[]>>;
export type RouteName = keyof typeof flowRoutes;
