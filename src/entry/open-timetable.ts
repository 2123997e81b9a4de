import { createCalendarFetcher } from "../adapters/feeds/create-calendar-fetcher.ts";
import type { TimetableParts } from "../adapters/http/timetable-routes.ts";
import { createSmtpMailer } from "../adapters/mail/create-smtp-mailer.ts";
import type { PostgresStore } from "../adapters/postgres/create-postgres-store.ts";
import { createWebhookSender } from "../adapters/webhooks/create-webhook-sender.ts";
import { newSecret } from "../adapters/webhooks/new-secret.ts";
import { webhookAddresses } from "../adapters/webhooks/webhook-addresses.ts";
import { newToken } from "../app/accounts/secrets.ts";
import { firstAttentionRules } from "../app/attention/attention-rules.ts";
import { createAlerts } from "../app/attention/create-alerts.ts";
import { createAttentionReview } from "../app/attention/create-attention-review.ts";
import { createFollowUp } from "../app/attention/create-follow-up.ts";
import { attentionFrameAt, createFiguresOfStudents } from "../app/attention/figures-of-students.ts";
import { createClasses } from "../app/classes/create-classes.ts";
import { createDisputes } from "../app/disputes/create-disputes.ts";
import { createCalendarFeeds } from "../app/exports/create-calendar-feeds.ts";
import { createRegisterExports } from "../app/exports/create-register-exports.ts";
import { createStudentRecords } from "../app/exports/create-student-records.ts";
import { createXapiExport } from "../app/exports/create-xapi-export.ts";
import { createFigures } from "../app/figures/create-figures.ts";
import { createMarkSheets } from "../app/figures/create-mark-sheets.ts";
import { figuresWithUnknowable } from "../app/figures/figures-with-unknowable.ts";
import { keepCounts } from "../app/figures/keep-counts.ts";
import { createFeeds } from "../app/imports/calendar/create-feeds.ts";
import { createImports } from "../app/imports/create-imports.ts";
import { createNotifications } from "../app/notifications/create-notifications.ts";
import { createNotifier } from "../app/notifications/create-notifier.ts";
import { createPolicies, type Policies } from "../app/policy/create-policies.ts";
import type { Clock, Log } from "../app/ports.ts";
import { createErasures } from "../app/privacy/create-erasures.ts";
import { createPersonFiles } from "../app/privacy/create-person-files.ts";
import { createPrivacyRequests } from "../app/privacy/create-privacy-requests.ts";
import { createRetention } from "../app/privacy/create-retention.ts";
import { createSessionViews } from "../app/registers/create-session-views.ts";
import { createSessions } from "../app/registers/create-sessions.ts";
import { createReports } from "../app/reports/create-reports.ts";
import { createTutoring } from "../app/rights/create-tutoring.ts";
import { createRosterOffice } from "../app/rosters/create-roster-office.ts";
import { createStudents, type Students } from "../app/students/create-students.ts";
import type { Settings } from "../config/settings.ts";
import { openErasures } from "./open-erasures.ts";
import { readUploadApart } from "./read-upload-apart.ts";
import { writeApart } from "./write-apart.ts";

export interface OpenTimetable {
  readonly parts: TimetableParts;
  readonly policies: Policies;
  readonly students: Students;
  /** What is to be done now and then: feeds polled, alerts reviewed, messages sent. Never rejects. */
  round(): void;
  stop(): Promise<void>;
}

/** Puts together rosters, timetables, registers, figures, policy and alerts. */
export async function openTimetable({
  store,
  settings,
  clock,
  log,
  version,
  onStored,
  onRosterChanged,
  onErased,
}: {
  readonly store: PostgresStore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Something was committed. */
  readonly onStored: () => void;
  /** What is held of rosters and figures is no longer true. */
  readonly onRosterChanged: () => void;
  /** Somebody was erased, who may have been signed in. */
  readonly onErased: () => void;
}): Promise<OpenTimetable> {
  const { timeZone } = store;
  const userAgent = `Muster/${version}`;
  const views = createSessionViews({ store: store.sessions, clock, timeZone });
  const { server, addresses, digestAt } = settings.mail;
  // Without an address of the pages a mail could name neither them nor the way out.
  const answersByMail =
    server === null || settings.pages === null ? null : { onQueued: () => notifier.wake() };
  const sessions = createSessions({
    store: store.sessionsWriting,
    clock,
    timeZone,
    answersByMail,
    onChanged: onStored,
  });
  const [newest, ...older] = await store.policies.versions();
  if (newest === undefined) throw new Error("the store holds no version of the policy");
  const policies = createPolicies({
    store: store.policies,
    versions: [newest, ...older],
    figures: store.figures,
    unknowable: views.openUnknowable,
    attention: {
      rules: async () => (await store.attention.rules())?.rules ?? firstAttentionRules,
      frameAt: (now) => attentionFrameAt(store.figures, now, timeZone),
      enrolledOn: store.attention.enrolledOn,
    },
    clock,
    timeZone,
    log,
    onChanged: onRosterChanged,
  });
  const kept = keepCounts({ figures: store.figures, sessions: store.settled, timeZone });
  const figureParts = { store: store.figures, kept, clock, timeZone, policies };
  const told = { ...figureParts, store: figuresWithUnknowable(store.figures, views.openUnknowable) };
  const students = createStudents({
    ...told,
    students: store.students,
    ties: store.ties,
    changes: store.attention,
  });
  const read = readUploadApart(clock, timeZone);
  const imports = createImports({
    store: store.imports,
    read,
    clock,
    timeZone,
    log,
    onChanged: onRosterChanged,
  });
  const stopping = new AbortController();
  const feeds = createFeeds({
    store: store.feeds,
    fetcher: createCalendarFetcher({
      patienceMs: 30_000,
      maxBytes: 10 * 1024 * 1024,
      maxRedirects: 5,
      userAgent,
      stopping: stopping.signal,
    }),
    read,
    imports,
    clock,
    timeZone,
    log,
  });
  const review = createAttentionReview({
    store: store.attention,
    figures: createFiguresOfStudents({
      store: store.figures,
      timeZone,
      policy: () => policies.current(),
    }),
    policy: () => policies.current().policy,
    clock,
    log,
    onChanged: () => notifier.wake(),
  });
  const webhooks = webhookAddresses(settings.webhookPrivate);
  const notifier = createNotifier({
    store: store.notifications,
    rules: store.attention,
    mail: server && {
      mailer: createSmtpMailer(server),
      addresses,
      digestAt,
      pages: settings.pages,
      newToken,
      institution: async () => (await store.institution.read()).name,
    },
    sender: createWebhookSender({ addresses: webhooks, userAgent }),
    clock,
    timeZone,
    log,
  });

  const erasures = await openErasures({ store, settings, clock, log });

  const retention = createRetention({ store: store.retention, clock, log });
  const figures = createFigures(told);
  const reports = createReports(told);
  const { exports: exported } = store;
  const { instanceId } = store;
  const records = createStudentRecords({ store: exported, figures, clock, timeZone });
  const registers = createRegisterExports({ store: exported, clock, timeZone, policies });

  return {
    policies,
    students,
    parts: {
      students,
      classes: createClasses({ ...figureParts, classes: store.classes, sessionRows: views.rows }),
      exports: {
        registers,
        figures,
        records,
        xapi: createXapiExport({ registers, instanceId, policies }),
        calendars: createCalendarFeeds({ store: exported, clock, timeZone, instanceId }),
        writeXlsx: writeApart.xlsx,
        writePdf: writeApart.pdf,
        clock,
        timeZone,
      },
      privacy: {
        files: createPersonFiles({ store: store.personFiles, records, clock, timeZone }),
        writePdf: writeApart.pdf,
        retention,
        requests: createPrivacyRequests({ store: store.privacyRequests, clock }),
        erasures: createErasures({
          store: store.erasures,
          clock,
          timeZone,
          keepList: erasures.keepList,
          onErased,
        }),
      },
      sessions,
      disputes: createDisputes({
        store: store.disputes,
        clock,
        timeZone,
        answersByMail,
        onChanged: onStored,
      }),
      views,
      clock,
      timeZone,
      figures,
      reports,
      sheets: createMarkSheets({ ...told, sessions: store.sessions, sessionRows: views.rows }),
      policies,
      imports,
      rosterExport: store.rosters,
      office: createRosterOffice({ store: store.imports, clock, timeZone, onChanged: onRosterChanged }),
      reader: store.rosters,
      tutoring: createTutoring({ store: store.tutoring, clock, timeZone, onChanged: onRosterChanged }),
      feeds,
      alerts: createAlerts({
        store: store.attention,
        clock,
        timeZone,
        onChanged: () => review.wake(),
      }),
      followUp: createFollowUp({
        store: store.attention,
        figures: store.figures,
        policies,
        timeZone,
        students,
        clock,
        onChanged: () => review.wake(),
      }),
      notifications: createNotifications({
        store: store.notifications,
        mail: { configured: server !== null, addresses, digestAt },
        checkUrl: (url) => webhooks.check(url),
        newSecret,
        clock,
      }),
    },
    round() {
      void imports
        .finishBegun()
        .catch((error: unknown) => log.error({ error }, "imports could not be looked at"));
      void feeds.tick();
      review.wake();
      notifier.wake();
      void retention.tick();
    },
    async stop() {
      stopping.abort();
      await Promise.all([feeds.stop(), review.stop(), notifier.stop(), retention.stop()]);
    },
  };
}
