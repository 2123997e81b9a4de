import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { createThrottle } from "../adapters/broker/create-throttle.ts";
import { deviceRate } from "../adapters/broker/guard-devices.ts";
import { loopbackHosts, refusedOrigin } from "../adapters/http/allowed-origin.ts";
import { createHttpServer } from "../adapters/http/create-http-server.ts";
import type { Door } from "../adapters/http/guard-routes.ts";
import { createMetrics } from "../adapters/telemetry/create-metrics.ts";
import type { WhoAsks } from "../app/actor.ts";
import { createCodeScreens } from "../app/codes/create-code-screens.ts";
import { createRoomCodes } from "../app/codes/create-room-codes.ts";
import { createOutbound } from "../app/create-outbound.ts";
import { createDemoSchool } from "../app/demo/create-demo-school.ts";
import { createCommandSpeaker, createCommands } from "../app/devices/create-commands.ts";
import { createDescriptions } from "../app/devices/create-descriptions.ts";
import { createPosts } from "../app/devices/create-posts.ts";
import { lastOnTopics } from "../app/devices/last-on-topics.ts";
import { createHomeAssistant } from "../app/discovery/create-home-assistant.ts";
import { writeHomeAssistant } from "../app/discovery/write-home-assistant.ts";
import { createSenders } from "../app/health/create-senders.ts";
import { createIdentities } from "../app/identities/create-identities.ts";
import { createIngest } from "../app/ingest/create-ingest.ts";
import { createUnreadTopics, type UnreadTopics } from "../app/ingest/create-unread-topics.ts";
import { StoreUnavailable } from "../app/ingest/ingest-transaction.ts";
import { createInstitution } from "../app/institution/create-institution.ts";
import { createKioskSwitch } from "../app/kiosk/create-kiosk-switch.ts";
import { createLiveHub } from "../app/live/create-live-hub.ts";
import { createMarkEvents } from "../app/live/publish-mark-events.ts";
import { readStudentPage } from "../app/live/read-student-page.ts";
import { createMonitor } from "../app/monitor/create-monitor.ts";
import { createPlacements } from "../app/placements/create-placements.ts";
import type { Log, Timekeeper } from "../app/ports.ts";
import { createPresent } from "../app/present/create-present.ts";
import { ingestWithPresent } from "../app/present/ingest-with-present.ts";
import { createClockCorrections } from "../app/quarantine/create-clock-corrections.ts";
import { createDismissals } from "../app/quarantine/create-dismissals.ts";
import { createQuarantineReplay } from "../app/quarantine/create-quarantine-replay.ts";
import { toRoomView } from "../app/rosters/to-room-view.ts";
import { readTotals } from "../app/scans/read-totals.ts";
import { createRooms } from "../app/today/create-rooms.ts";
import { createToday } from "../app/today/create-today.ts";
import { createReaderWatch } from "../app/troubles/watch-readers.ts";
import { createWallLinks } from "../app/walls/create-wall-links.ts";
import { createWallStream } from "../app/walls/create-wall-stream.ts";
import { isLoopback, type Settings } from "../config/settings.ts";
import type { FlowView, PulseView } from "../contract/http/monitor.ts";
import { addressFromHere, hostInUrl } from "../contract/http/simulate-line.ts";
import type { SystemView } from "../contract/http/system.ts";
import { dayOf } from "../domain/timetable/standing-session.ts";
import { agreeOnTimeZone } from "./agree-on-time-zone.ts";
import { createDemoCamera } from "./demo-camera.ts";
import { describeRecognition } from "./faces/describe-recognition.ts";
import { openAccounts } from "./open-accounts.ts";
import { openBroker } from "./open-broker.ts";
import { openDevices } from "./open-devices.ts";
import { openStore } from "./open-store.ts";
import { openTimetable } from "./open-timetable.ts";
import { packageFolder, packageVersion } from "./package-folder.ts";
import { readSendersFile } from "./read-senders-file.ts";
import { storeVariables } from "./store-variables.ts";
import { systemClock } from "./system-clock.ts";

export interface RunningServer {
  /** Where the pages are. */
  readonly url: string;
  readonly port: number;
  /** Where devices publish. */
  readonly mqttUrl: string;
  /** Clients need a name and a password of their own to publish there. */
  readonly asksName: boolean;
  readonly brokerKind: "embedded" | "external" | "borrowed";
  readonly demo: boolean;
  /** Every route with what it asks of whoever comes. */
  readonly doors: readonly Door[];
  stop(): Promise<void>;
}

/** How often the monitor goes round. */
const monitorEveryMs = 5_000;

/**
 * Starts the whole product in this process. When a step fails, what was started before it is stopped again.
 *
 * @param parts.clock tells the time of day and wakes whoever waits for one; the machine's own by default
 * @param parts.who answers who asks; sessions of signing in, by default
 * @param onFault told when the server can no longer do its work, and should be stopped
 */
export async function serve(
  settings: Settings,
  parts: {
    readonly log: Log;
    readonly onFault: (fault: Error) => void;
    readonly clock?: Timekeeper;
    readonly who?: WhoAsks;
  },
): Promise<RunningServer> {
  const { log, onFault, clock = systemClock } = parts;
  const { site } = settings;
  const version = await packageVersion();
  const { made, names, zktecoSerials, posting } = await readSendersFile(settings.sendersFile);
  const started: (() => Promise<unknown> | unknown)[] = [];
  const stop = once(async () => {
    for (const end of started.reverse()) {
      await Promise.resolve()
        .then(end)
        .catch((error: unknown) => log.error({ error }, "a part did not stop cleanly"));
    }
  });

  try {
    const { store, kind: storeKind, close: closeStore } = await openStore(settings, log);
    started.push(closeStore);
    const timeZone = agreeOnTimeZone(store.timeZone, settings);
    const timetable = await openTimetable({
      store,
      settings,
      clock,
      log,
      version,
      onStored: stored,
      onRosterChanged: rosterChanged,
      onErased() {
        rosterChanged();
        people.who.changed(null);
      },
    });
    started.push(() => timetable.stop());
    const people = openAccounts({ store, settings, clock, log, onGuarded: () => hub.systemChanged() });
    started.push(() => people.close());
    const who = parts.who ?? people.who;
    const guarded = await people.accounts.guarded();
    if (!isLoopback(settings.host) && !settings.allowOpen && !guarded) {
      throw new Error(
        `MUSTER_HOST=${settings.host}: there is no administrator yet, so whoever reaches the port could do everything; start on localhost and set one up at /set-up, or run \`npx muster account add NAME --name "Full Name" --role administrator\` first`,
      );
    }
    const { policies } = timetable;
    const today = (): string => dayOf(clock.now(), timeZone).toString();

    const unread = createUnreadTopics({ clock, log, made });
    const outbound = createOutbound();
    const present = createPresent();
    const knowing = ingestWithPresent({
      store,
      present,
      clock,
      onFailed(error) {
        // That the store is away is told by whoever waits for it.
        if (error instanceof StoreUnavailable) return;
        log.warn({ error }, "what is known of now could not be read: scans are judged over the store");
      },
    });
    const reading = {
      timeZone,
      get maxSkewSeconds() {
        return policies.current().policy.maxSkewSeconds;
      },
      made,
    };
    const ingest = createIngest({
      store: knowing,
      publisher: outbound,
      clock,
      log,
      settings: {
        timeZone,
        get maxSkewSeconds() {
          return reading.maxSkewSeconds;
        },
        made,
        batchSize: 1000,
        batchDelayMs: 2,
        maxWaitingQos0: 50_000,
        maxWaitingQos0Bytes: 64 * 1024 * 1024,
      },
      onCommitted: stored,
      onTrouble: () => hub.systemChanged(),
      onHeard: (heard) => speaker.heard(heard),
    });
    started.push(() => ingest.stop());
    const speaker = createCommandSpeaker({ store: store.commands, publisher: outbound, clock, log });
    started.push(() => speaker.stop());

    const hub = createLiveHub({
      ties: store.ties,
      feed: store.changes,
      registerRows: (asked) => timetable.parts.views.liveRows(asked),
      studentPage: (student, days) => readStudentPage(timetable.parts, student, days, today()),
      system,
      pulse,
      log,
    });
    started.push(() => hub.stop());
    const markEvents = createMarkEvents({ feed: store.changes, publisher: outbound, site, log });
    started.push(() => markEvents.stop());
    started.push(() => outbound.close());
    const demo = createDemoSchool({
      roster: store.roster,
      clock,
      timeZone,
      log,
      onChanged: rosterChanged,
    });
    const institution = createInstitution({
      store: store.institution,
      demo,
      timeZone,
      zoneIsSet: settings.timeZoneNamed,
      clock,
      log,
      onChanged: () => hub.systemChanged(),
    });
    if (await store.roster.isEmpty()) await demo.start();
    let lastRead = await readSystem();
    await hub.start();

    const known = await openDevices({
      store: store.devices,
      settings,
      reading,
      clock,
      log,
      onRefused: () => hub.systemChanged(),
    });
    started.push(() => known.close());
    const noteUnread: UnreadTopics["note"] = (message) => {
      unread.note(message);
      hub.systemChanged();
    };
    // Before the broker: what it hears is read by them.
    const descriptions = await createDescriptions({
      store: store.descriptions,
      made,
      fileNames: names,
      lastMessages: (filter) =>
        lastOnTopics(filter, {
          unread: () => unread.view().topics.flatMap(({ last }) => last),
          ofDevices: () => known.lastMessages(),
          quarantine: store.quarantine,
        }),
      settings: reading,
      clock,
      log,
    });
    const broker = await openBroker({
      settings,
      instanceId: store.instanceId,
      ingest: () => ingest,
      onUnread: noteUnread,
      access: known.access,
      made,
      clock,
      log,
      onChange: () => hub.systemChanged(),
      onFault,
    });
    started.push(() => broker.close());
    outbound.open(broker);
    const homeAssistant = createHomeAssistant({
      on: settings.homeAssistant,
      site,
      kept: (topic) => broker.kept(topic),
      publisher: outbound,
      async read() {
        const [{ rooms, today: board }, all] = await Promise.all([roomsNow.view(), senders.list()]);
        return writeHomeAssistant({
          site,
          version,
          rooms: rooms.map(({ room }) => room),
          sessions: board.sessions,
          senders: all,
          now: clock.now().epochMilliseconds,
        });
      },
      clock,
      log,
    });
    started.push(() => homeAssistant.stop());

    const monitor = createMonitor({
      sources: store,
      today: store.today,
      sessions: store.monitor,
      readers: createReaderWatch({
        store: store.troubles,
        byMail: settings.mail.server !== null,
        listeningSince: clock.now(),
        log,
      }),
      clock,
      timeZone,
      everyMs: monitorEveryMs,
      log,
      onRound() {
        hub.systemChanged();
        people.round();
        timetable.round();
        homeAssistant.round();
        void speaker.look();
      },
      onStored: stored,
      onNewDay(day) {
        log.info({ day }, "a new day: yesterday's standing sessions are closed");
        hub.reset("new_day");
      },
    });
    started.push(() => monitor.stop());
    const camera = createDemoCamera({
      url: () => settings.mqttUrl ?? broker.address,
      log,
      onChanged: () => hub.systemChanged(),
    });
    started.push(() => camera.stop());
    const since = clock.now();

    const recognition = await describeRecognition();
    const kiosk = createKioskSwitch({
      store: store.kiosk,
      clock,
      log,
      facts: () => ({
        version,
        instance: store.instanceId,
        site,
        timeZone,
        openToNetwork: settings.open,
        host: settings.host,
        store: storeKind,
        broker: broker.kind,
        ...recognition,
      }),
    });

    const own = settings.pages === null ? [] : [new URL(settings.pages).hostname];
    const hostRule = { anyHost: settings.open, hosts: [...loopbackHosts, ...own] };
    /** What people say of whoever sends: whether its silence asks for somebody may follow. */
    const sendersChanged = async (): Promise<void> => {
      hub.reset("roster_changed");
      await monitor.look();
    };
    const senders = createSenders({
      store: store.senders,
      clock,
      timeZone,
      log,
      onChanged: sendersChanged,
    });
    const devices = known.http(broker, sendersChanged);
    const board = createToday({ store: store.today, clock, timeZone, policy: () => policies.current() });
    const roomsNow = createRooms({
      today: () => board.view(),
      rooms: async () => (await store.rosters.catalogue()).rooms.map(toRoomView),
      ended: () => store.rosters.endedRoomNames(),
      senders: () => senders.list(),
      silent: () => monitor.view().silent,
    });
    monitor.start();
    const wallStream = createWallStream({
      hub,
      today: () => board.view(),
      institution: async () => (await store.institution.read()).name,
      log,
    });
    started.push(() => wallStream.stop());
    const screens = createCodeScreens({ store: store.sessions, clock, log });
    started.push(() => screens.stop());
    const { app: http, doors } = await createHttpServer({
      who,
      ties: store.ties,
      scans: store.scans,
      senders,
      commands: createCommands({
        store: store.commands,
        isKnown: async (sender) =>
          (await store.senders.findSender(sender)) !== null ||
          (await devices.devices.ofSender(sender)) !== null,
        clock,
        log,
        onGiven: () => void speaker.look(),
      }),
      devices,
      descriptions,
      quarantine: store.quarantine,
      replays: createQuarantineReplay({ store: store.quarantine, ingest }),
      clocks: createClockCorrections({
        quarantine: store.quarantine,
        store: store.clocks,
        ingest,
        settings: reading,
        clock,
        onChanged: stored,
      }),
      placements: createPlacements({
        store: store.placements,
        timeZone: reading.timeZone,
        clock,
        onChanged: stored,
      }),
      identities: createIdentities({ store: store.identities, clock, onChanged: rosterChanged }),
      dismissals: createDismissals({
        store: store.quarantine,
        clock,
        log,
        onChanged: () => monitor.look(),
      }),
      board,
      rooms: roomsNow,
      monitor,
      flow,
      unread: () => unread.view(),
      timeZone,
      today,
      demo,
      institution,
      camera,
      system,
      hub,
      walls: {
        links: createWallLinks({ store: store.walls, clock, onEnded: () => wallStream.askAgain() }),
        stream: wallStream,
      },
      codes: {
        screens,
        confirming: createRoomCodes({
          screens,
          store: store.sessions,
          views: timetable.parts.views,
          ties: store.ties,
          scans: store.scans,
          ingest,
          clock,
        }),
      },
      timetable: timetable.parts,
      zkteco: { ingest, clock, serials: zktecoSerials },
      posting: { ingest, clock, names: posting },
      posts: createPosts({
        ...known.access,
        unread: { note: noteUnread },
        ingest,
        made,
        newThrottle: () => createThrottle(deviceRate, () => performance.now()),
        clock,
      }),
      log,
      version,
      hostRule,
      trustedProxy: settings.trustedProxy,
      tls: settings.tls,
      accounts: people.http,
      pages: fileURLToPath(new URL("dist/web/", packageFolder)),
      kiosk: {
        control: kiosk,
        pages: fileURLToPath(new URL("dist/kiosk/", packageFolder)),
        models: fileURLToPath(new URL("dist/models/", packageFolder)),
      },
      async readiness() {
        // Why recording fails says more than that the store does not answer.
        const trouble = ingest.trouble();
        if (trouble !== null) return trouble;
        await store.ping();
        return ingest.trouble() ?? (broker.connected() ? null : "the MQTT broker is not reachable");
      },
      metrics: createMetrics({
        ingest: () => ingest.counts(),
        pages: () => hub.listeners(),
        mqttClients: () => broker.clients(),
        unreadMessages: () => unread.view().messages,
        storeAvailable: () => ingest.trouble() === null,
        present: () => present.size(),
      }),
    });
    started.push(() => http.close());
    http.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const [path] = (request.url ?? "").split("?");
      if (path === "/mqtt" && broker.upgrade !== null && refusedOrigin(request, hostRule) === null) {
        broker.upgrade(request, socket, head);
      } else refuseUpgrade(socket);
    });
    const port = await listen(http, settings);
    markEvents.wake();
    if (!guarded) {
      log.info(
        { code: people.accounts.setUpCode() },
        "nobody signs in yet: whoever reaches this machine may do everything. This code makes the first administrator, at /set-up",
      );
    }
    if (settings.open && !guarded) {
      log.warn(
        { host: settings.host, mqttHost: settings.mqttHost },
        "OPEN TO THE NETWORK WITHOUT SIGN-IN: whoever reaches these ports can read and write registers",
      );
    }

    function stored(): void {
      hub.wake();
      markEvents.wake();
    }

    function rosterChanged(): void {
      timetable.students.forget();
      hub.reset("roster_changed");
      stored();
    }

    async function readSystem(): Promise<Pick<SystemView, "seq" | "institution" | "demo" | "totals">> {
      await store.ping();
      const [seq, { name, firstRun }, state, totals] = await Promise.all([
        store.changes.lastSeq(),
        institution.view(),
        demo.state(),
        readTotals(store.scans, today()),
      ]);
      return { seq, institution: { name, firstRun }, demo: { ...state }, totals };
    }

    /** While the store is away: what was read of it last, so that pages can be told that it is away. */
    async function system(): Promise<SystemView> {
      let away: string | null = null;
      lastRead = await readSystem().catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
        away = error.message;
        return lastRead;
      });
      const trouble = ingest.trouble() ?? away;
      const { waiting, overflowed } = ingest.counts();
      return {
        version,
        instance: store.instanceId,
        day: today(),
        timeZone,
        ...lastRead,
        open: { allowed: settings.open && !(await people.accounts.guarded()), host: settings.host },
        broker: {
          kind: broker.kind,
          connected: broker.connected(),
          address: broker.address,
          asksName: broker.asksName,
          clients: broker.clients(),
        },
        store: { kind: storeKind, variables: storeVariables(settings), available: trouble === null, trouble },
        intake: { waiting, overflowed, unread: unread.view().messages },
      };
    }

    function flow(): FlowView {
      const { received, quarantined, repeats, stored, marksChanged, batches, receipts, overflowed, waiting } =
        ingest.counts();
      return {
        at: clock.now().toString({ fractionalSecondDigits: 3 }),
        since: since.toString({ fractionalSecondDigits: 3 }),
        received,
        quarantined,
        repeats,
        stored,
        marksChanged,
        batches,
        receipts,
        overflowed,
        frames: hub.frames(),
        pages: hub.listeners(),
        waiting,
      };
    }

    function pulse(): PulseView {
      return { flow: flow(), monitor: monitor.view(), simulating: camera.playing() };
    }

    return {
      url: addressFromHere(
        `${settings.tls === null ? "http" : "https"}://${hostInUrl(settings.host)}:${port}`,
      ),
      port,
      mqttUrl: broker.address,
      asksName: broker.asksName,
      brokerKind: broker.kind,
      demo: (await demo.state()).active,
      doors,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listen(
  http: Awaited<ReturnType<typeof createHttpServer>>["app"],
  settings: Settings,
): Promise<number> {
  try {
    await http.listen({ host: settings.host.replace(/^\[|\]$/g, ""), port: settings.port });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new Error(`port ${settings.port} on ${settings.host} is taken; set MUSTER_PORT to a free port`, {
        cause: error,
      });
    }
    throw error;
  }
  const address = http.server.address();
  if (address === null || typeof address === "string") throw new Error("the HTTP server listens on no port");
  return address.port;
}

function refuseUpgrade(socket: Duplex): void {
  // Node has taken its own handler off this socket: without one, a client that resets the connection here would
  // end the process. There is nothing to tell anybody about a connection that was not wanted.
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n", () => socket.destroy());
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
