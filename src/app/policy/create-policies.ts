import type { Temporal } from "temporal-polyfill";
import type { PolicyDryRun, PolicyVersionView, PolicyView } from "../../contract/http/policy.ts";
import type { AttentionRule } from "../../domain/attendance/attention.ts";
import { figuresOf } from "../../domain/attendance/figures.ts";
import {
  explainPolicy,
  fieldText,
  type PolicyNumbers,
  policyFieldNames,
} from "../../domain/policy/explain-policy.ts";
import { invalidPolicy } from "../../domain/policy/invalid-policy.ts";
import { policyFields } from "../../domain/policy/policy-fields.ts";
import type { NamedPolicy, PolicyVersion } from "../../domain/policy/policy-version.ts";
import { type PresetName, presetNames, presets } from "../../domain/policy/presets.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { AttentionStore } from "../attention/attention-store.ts";
import { type FiguresOfStudents, sessionsForRules } from "../attention/figures-of-students.ts";
import { chooseWindow, spanOfWindow } from "../figures/choose-window.ts";
import { byStudent, queryOf } from "../figures/create-figures.ts";
import type { FiguresStore, StudentSession } from "../figures/figures-store.ts";
import { toRateView } from "../figures/figures-view.ts";
import { valueSessions } from "../figures/value-sessions.ts";
import type { Clock, Log } from "../ports.ts";
import { compareFigures, type Valued } from "./compare-figures.ts";
import { describePolicyIssue, type PolicyIssueView } from "./describe-policy-issue.ts";
import type { PolicyStore } from "./policy-store.ts";
import { putInForce } from "./put-in-force.ts";
import {
  type Rehearsed,
  readSessions,
  rehearseChange,
  type SessionsAsked,
  type SessionsRead,
} from "./rehearse-change.ts";

const mostExamples = 50;

const presetTitles: Readonly<Record<PresetName, string>> = {
  credit: "Late is half a credit",
  dfe: "England's schools (DfE)",
  moodle: "Moodle's default weights",
};

/** Numbers that somebody would like to see in force. */
export interface PolicyProposal {
  readonly preset: PresetName;
  readonly numbers: PolicyNumbers;
  readonly rejudge: boolean;
}

/** What became of a proposal. */
export type PolicyOutcome =
  | { readonly kind: "in_force"; readonly version: PolicyVersionView; readonly revised: number }
  | { readonly kind: "refused"; readonly because: "nothing_changes" }
  | { readonly kind: "invalid"; readonly issues: readonly PolicyIssueView[] };

/** The rules for attention as they stand, and whom and what a review looks at. */
export interface RulesForAttention
  extends Pick<AttentionStore, "enrolledOn">,
    Pick<FiguresOfStudents, "frameAt"> {
  rules(): Promise<readonly AttentionRule[]>;
}

/** The versions of the policy: which is in force, what it says, and what another would change. */
export interface Policies {
  current(): NamedPolicy;
  /** Every version as the rules of timetables want them, newest first. */
  versions(): readonly PolicyVersion[];
  /** null for a version that is not there. */
  find(version: number): Promise<NamedPolicy | null>;
  view(): PolicyView;
  /**
   * What a proposal would alter, as `putInForce` would: marks, the rates and bands that follow, and the alerts of a review
   * after it.
   */
  dryRun(proposal: PolicyProposal, actor: Actor): Promise<PolicyDryRun>;
  putInForce(proposal: PolicyProposal & { readonly reason: string }, actor: Actor): Promise<PolicyOutcome>;
}

/**
 * @param parts.versions as they are stored now, newest first; this process is the only one that adds to them
 * @param parts.onChanged told when another version came in force, after it was stored
 */
export function createPolicies(parts: {
  readonly store: PolicyStore;
  readonly versions: readonly [PolicyVersion, ...PolicyVersion[]];
  readonly figures: FiguresStore;
  /** The open sessions in which it cannot be known who came, by store id. */
  readonly unknowable: (now: Temporal.Instant) => Promise<readonly string[]>;
  readonly attention: RulesForAttention;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly onChanged: (current: PolicyVersion, change: { readonly revised: number }) => void;
}): Policies {
  const { store, clock, timeZone, log } = parts;
  let versions = parts.versions;
  const current = (): PolicyVersion => versions[0];

  function issuesOf({ preset, numbers }: PolicyProposal): PolicyIssueView[] {
    const version = current().policy.version + 1;
    return invalidPolicy({ version, ...numbers }, presets[preset]).map((issue) =>
      describePolicyIssue(issue, numbers),
    );
  }

  /** Marks and figures as they stand, and as they would. Where no mark can change, nothing has to be tried for that. */
  async function rehearsed(
    proposal: PolicyProposal,
    asked: SessionsAsked,
    actor: Actor,
    now: Temporal.Instant,
  ): Promise<Rehearsed> {
    const bearsOnMarks =
      proposal.rejudge ||
      policyFieldNames.some(
        (field) =>
          policyFields[field].feltAt === "opening" &&
          fieldText(field, current().policy) !== fieldText(field, proposal.numbers),
      );
    if (bearsOnMarks) return rehearseChange(store, { ...proposal, actor, reason: "a dry run", now }, asked);
    const read = await readSessions(parts.figures, asked);
    return {
      marks: [],
      before: read,
      after: read,
      moved: { before: new Map(), after: new Map(), lastSights: new Map() },
    };
  }

  function changedFields({ numbers }: PolicyProposal): PolicyDryRun["changedFields"] {
    const { policy } = current();
    return policyFieldNames.flatMap((field) => {
      const [before, after] = [fieldText(field, policy), fieldText(field, numbers)];
      return before === after ? [] : [{ field, before, after }];
    });
  }

  return {
    current,
    versions: () => versions,
    find: async (version) => versions.find(({ policy }) => policy.version === version) ?? null,

    view: () => ({
      current: versionView(current()),
      versions: versions.map(versionView),
      presets: presetNames.map((name) => ({
        name,
        title: presetTitles[name],
        numbers: numbersOf(presets[name].policy),
      })),
    }),

    async dryRun(proposal, actor) {
      const issues = issuesOf(proposal);
      if (issues.length > 0) return { ...nothingChanges, issues };
      const now = clock.now();
      const { policy } = current();
      const proposed = { ...proposal.numbers, version: policy.version + 1 };
      const window = await chooseWindow(parts.figures, {}, dayOf(now, timeZone).toString());
      const ruled = await parts.attention.frameAt(now);
      const asked: SessionsAsked = {
        frame: { ...queryOf(window, { now, timeZone }), unknowable: await parts.unknowable(now) },
        forRules: { ...queryOf(ruled.window, { now, timeZone }), onlyDaysOver: true },
        minutes: policy.method === "minutes" || proposed.method === "minutes",
      };
      const { marks, before, after, moved } = await rehearsed(proposal, asked, actor, now);
      const valued = (
        by: typeof policy,
        { counted, forRules, seen }: SessionsRead,
        oneByOne: ReadonlyMap<string, readonly StudentSession[]>,
      ): Valued => ({
        students: byStudent(counted),
        value: valueSessions({ policy: by, asOf: now, timeZone }),
        said: (sums) => toRateView(sums, by, seen, window.from),
        forRules: {
          students: byStudent(forRules),
          value: valueSessions({ policy: by, asOf: ruled.asOf, timeZone }),
          figures: (person) =>
            figuresOf(sessionsForRules(oneByOne.get(person) ?? [], now), {
              window: spanOfWindow(ruled.window, timeZone),
              policy: by,
              asOf: ruled.asOf,
              timeZone,
              lastSight: moved.lastSights.get(person) ?? null,
            }),
        },
      });
      const [old, next] = [valued(policy, before, moved.before), valued(proposed, after, moved.after)];
      const all = new Set([...old.forRules.students.keys(), ...next.forRules.students.keys()]);
      const compared = compareFigures(old, next, {
        rules: await parts.attention.rules(),
        moved: new Set([...moved.before.keys(), ...moved.after.keys()]),
        lookedAt: await parts.attention.enrolledOn([...all], ruled.day),
        mostExamples,
      });
      const people = await parts.figures.people(compared.examples.map(({ person }) => person));
      return {
        issues: [],
        changedFields: changedFields(proposal),
        institution: { of: "Everybody", ...compared.institution },
        students: compared.students,
        examples: compared.examples.map(({ person, ...change }) => {
          const student = people.get(person);
          return { of: student?.name ?? student?.id ?? person, ...change };
        }),
        marks,
        alerts: compared.alerts,
      };
    },

    async putInForce(proposal, actor) {
      const issues = issuesOf(proposal);
      if (issues.length > 0) return { kind: "invalid", issues };
      const samePreset = proposal.preset === current().preset;
      if (samePreset && !proposal.rejudge && changedFields(proposal).length === 0) {
        return { kind: "refused", because: "nothing_changes" };
      }
      const now = clock.now();
      const { version, revised } = await store.write((transaction) =>
        putInForce(transaction, { ...proposal, actor, now }),
      );
      versions = [version, ...versions];
      log.info({ version: version.policy.version, revised }, "a new version of the policy is in force");
      parts.onChanged(version, { revised });
      return { kind: "in_force", version: versionView(version), revised };
    },
  };
}

const nobody = { before: null, after: null, bandBefore: null, bandAfter: null };

/** Of numbers that are refused nothing is told but what is wrong. */
const nothingChanges: Omit<PolicyDryRun, "issues"> = {
  changedFields: [],
  institution: { of: "Everybody", ...nobody },
  students: { all: 0, changed: 0, better: 0, worse: 0 },
  examples: [],
  marks: [],
  alerts: { opened: 0, retracted: 0 },
};

function versionView({ policy, preset, from, actor, reason }: PolicyVersion): PolicyVersionView {
  const numbers = numbersOf(policy);
  return {
    version: policy.version,
    preset,
    from: from.toString({ fractionalSecondDigits: 3 }),
    actor,
    reason,
    numbers,
    words: explainPolicy(numbers),
  };
}

function numbersOf({ version: _, ...numbers }: PolicyVersion["policy"]): PolicyNumbers {
  return numbers;
}
