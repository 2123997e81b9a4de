import type { RequestListener } from "node:http";
import fastifyHelmet from "@fastify/helmet";
import fastifyStatic from "@fastify/static";
import fastifySwagger from "@fastify/swagger";
import Fastify, { type FastifyInstance } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { WhoAsks } from "../../app/actor.ts";
import type { Descriptions } from "../../app/devices/create-descriptions.ts";
import type { Posts } from "../../app/devices/create-posts.ts";
import type { Identities } from "../../app/identities/create-identities.ts";
import type { Institution } from "../../app/institution/create-institution.ts";
import type { KioskSwitch } from "../../app/kiosk/create-kiosk-switch.ts";
import type { LiveHub } from "../../app/live/create-live-hub.ts";
import type { Placements } from "../../app/placements/create-placements.ts";
import type { Log } from "../../app/ports.ts";
import type { ClockCorrections } from "../../app/quarantine/create-clock-corrections.ts";
import type { TiesStore } from "../../app/rights/ties-store.ts";
import type { AccountHttpParts } from "./account-http-parts.ts";
import { accountRoutes } from "./account-routes.ts";
import { type HostRule, refusedOrigin } from "./allowed-origin.ts";
import { apiTokenRoutes } from "./api-token-routes.ts";
import { auditRequests } from "./audit-requests.ts";
import { auditRoutes } from "./audit-routes.ts";
import { clockCorrectionRoutes } from "./clock-correction-routes.ts";
import { createTlsServer } from "./create-tls-server.ts";
import { descriptionRoutes } from "./description-routes.ts";
import { type DeviceParts, deviceRoutes } from "./device-routes.ts";
import { fromElsewhere } from "./from-elsewhere.ts";
import { type Door, guardRoutes } from "./guard-routes.ts";
import { identityRoutes } from "./identity-routes.ts";
import { institutionRoutes } from "./institution-routes.ts";
import { kioskPages, noCamera } from "./kiosk-pages.ts";
import { kioskRoutes } from "./kiosk-routes.ts";
import { liveRoute } from "./live-route.ts";
import { mailChoiceRoutes } from "./mail-choice-routes.ts";
import { meRoutes } from "./me-routes.ts";
import { ownAccountRoutes } from "./own-account-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import { passkeyRoutes } from "./passkey-routes.ts";
import { placementRoutes } from "./placement-routes.ts";
import { postRoutes } from "./post-routes.ts";
import { type PostedEventParts, postedEventRoutes } from "./posted-event-routes.ts";
import { handleProblems, sendProblem } from "./problems.ts";
import { providerSignInRoutes } from "./provider-sign-in-routes.ts";
import { type QuarantineParts, quarantineRoutes } from "./quarantine-routes.ts";
import { readerMailRoutes } from "./reader-mail-routes.ts";
import { codeScreenRoutes, type RoomCodeParts, roomCodeRoutes } from "./room-code-routes.ts";
import { openToAll, pageFiles, signedIn, whole } from "./route-right.ts";
import { type ScanParts, scanRoutes } from "./scan-routes.ts";
import { type SenderParts, senderRoutes } from "./sender-routes.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { type SystemParts, systemRoutes } from "./system-routes.ts";
import { type TimetableParts, timetableRoutes } from "./timetable-routes.ts";
import { type TodayParts, todayRoutes } from "./today-routes.ts";
import { type WallParts, wallRoutes } from "./wall-routes.ts";
import { type ZktecoParts, zktecoRoutes } from "./zkteco-routes.ts";

export interface HttpParts extends SystemParts, ScanParts, QuarantineParts, TodayParts {
  /** Who a request comes from. */
  readonly who: WhoAsks;
  readonly ties: TiesStore;
  readonly accounts: AccountHttpParts;
  readonly senders: SenderParts["senders"];
  readonly commands: SenderParts["commands"];
  readonly devices: DeviceParts;
  readonly descriptions: Descriptions;
  readonly hub: LiveHub;
  readonly walls: WallParts["walls"];
  readonly codes: RoomCodeParts["codes"];
  readonly institution: Institution;
  readonly timetable: TimetableParts;
  readonly clocks: ClockCorrections;
  readonly placements: Placements;
  readonly identities: Identities;
  readonly zkteco: ZktecoParts;
  readonly posting: PostedEventParts;
  readonly posts: Posts;
  readonly log: Log;
  readonly version: string;
  /** The files of certificate and key, or null for a server without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly hostRule: HostRule;
  /** Addresses and ranges of proxies whose word on who asks is believed; null for none. */
  readonly trustedProxy: readonly string[] | null;
  /** The folder of the built pages. */
  readonly pages: string;
  readonly kiosk: {
    readonly control: KioskSwitch;
    /** The folder of the built kiosk. */
    readonly pages: string;
    /** The folder of the nets. */
    readonly models: string;
  };
  /** null when everything that answers need is there, else what is missing. */
  readonly readiness: () => Promise<string | null>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Assembles the HTTP server; listens only when told to. */
export async function createHttpServer(parts: HttpParts): Promise<{
  readonly app: FastifyInstance;
  /** Every route with what it asks. */
  readonly doors: readonly Door[];
}> {
  const { tls } = parts;
  const app = Fastify({
    ...(tls === null
      ? {}
      : { serverFactory: (listener: RequestListener) => createTlsServer(tls, parts.log, listener) }),
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    trustProxy: parts.trustedProxy === null ? false : [...parts.trustedProxy],
    // What is wrong before a route is found, such as an address that cannot be decoded.
    frameworkErrors: (error, _, reply) => sendProblem(reply, error.statusCode ?? 400, error.message),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  handleProblems(app, parts.log, parts.pages);

  app.addHook("onRequest", async (request, reply) => {
    const refused = refusedOrigin(request.raw, parts.hostRule);
    if (refused === null) return;
    const [field, value] =
      refused === "host" ? ["Host", request.headers.host] : ["Origin", request.headers.origin];
    return sendProblem(reply, 403, `This server does not answer to this ${field}`, {
      detail: `${field}: ${String(value).slice(0, 200)}; open it as http://localhost, or set MUSTER_HOST`,
    });
  });
  const { cookies } = parts.accounts;
  app.addHook("onRequest", async (request, reply) => {
    const { token } = cookies.read(request.headers.cookie);
    if (!fromElsewhere(request.raw, token !== null)) return;
    return sendProblem(reply, 403, "This was sent by a page of somebody else's", {
      detail: "open Muster's own page, and do it there",
    });
  });
  // A form of any page can send text; of ours none does.
  app.removeContentTypeParser("text/plain");
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      directives: {
        "default-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        // Without TLS these would send a kiosk on a plain LAN to a server that is not there.
        "upgrade-insecure-requests": null,
      },
    },
    // A proxy sends its own where it wants it: the name may serve more than Muster.
    strictTransportSecurity: tls === null ? false : { maxAge: 180 * 24 * 60 * 60, includeSubDomains: false },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("permissions-policy", noCamera);
    // What is told of people is kept by no browser and no proxy, unless a route says otherwise.
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
  const doors = guardRoutes(app, parts);
  await app.register(fastifySwagger, {
    openapi: {
      info: { title: "Muster", version: parts.version, description: "Registers from face scans, live." },
    },
    transform: jsonSchemaTransform,
  });

  signInRoutes(app, parts.accounts);
  providerSignInRoutes(app, parts.accounts);
  ownAccountRoutes(app, parts.accounts);
  passkeyRoutes(app, parts.accounts);
  mailChoiceRoutes(app, parts.timetable);
  const codes = { ...parts, ...parts.accounts };
  roomCodeRoutes(app, codes);
  await app.register(async (routes) => {
    meRoutes(routes, parts);
    systemRoutes(routes, parts);
    routes.addHook("onSend", async (request, reply) => {
      const { token } = cookies.read(request.headers.cookie);
      const renewed = token === null ? null : await parts.accounts.renewed(token);
      if (renewed !== null) cookies.setToken(reply, renewed);
    });
    auditRequests(routes, parts.accounts);
    accountRoutes(routes, parts.accounts);
    apiTokenRoutes(routes, parts.accounts);
    auditRoutes(routes, parts.accounts);
    institutionRoutes(routes, parts);
    scanRoutes(routes, parts);
    senderRoutes(routes, parts);
    readerMailRoutes(routes, parts.timetable);
    deviceRoutes(routes, parts.devices);
    descriptionRoutes(routes, parts);
    quarantineRoutes(routes, parts);
    clockCorrectionRoutes(routes, parts);
    placementRoutes(routes, parts);
    identityRoutes(routes, parts);
    todayRoutes(routes, parts);
    kioskRoutes(routes, parts.kiosk.control);
    timetableRoutes(routes, parts.timetable);
    liveRoute(routes, parts);
    wallRoutes(routes, parts);
    codeScreenRoutes(routes, codes);
    routes.get(
      "/api/v1/openapi.json",
      { ...signedIn("what the API is, without what is in it"), schema: { hide: true } },
      () => app.swagger(),
    );
    routes.get(
      "/healthz",
      {
        ...openToAll("a probe asks whether the process runs, and is told nothing else"),
        schema: { tags: ["system"], summary: "The process runs" },
      },
      () => ({
        status: "ok",
      }),
    );
    routes.get(
      "/readyz",
      {
        ...openToAll("a probe asks whether store and broker answer"),
        schema: { tags: ["system"], summary: "Store and broker answer" },
      },
      async (_, reply) => {
        const missing = await parts.readiness();
        return missing === null
          ? { status: "ready" }
          : sendProblem(reply, 503, "Not ready", { detail: missing });
      },
    );
    routes.get(
      "/metrics",
      { ...whole("reader.read"), schema: { tags: ["system"], summary: "For Prometheus" } },
      async (_, reply) => {
        const { type, text } = await parts.metrics();
        return reply.type(type).send(text);
      },
    );
  });
  await zktecoRoutes(app, parts.zkteco);
  await postedEventRoutes(app, parts.posting);
  await postRoutes(app, parts.posts);
  await app.register(async (files) => {
    pageFiles(files);
    await files.register(fastifyStatic, {
      root: parts.pages,
      wildcard: false,
      index: false,
      cacheControl: false,
      // The build lays compressed copies beside the texts.
      preCompressed: true,
      // Names under assets/ carry a hash of their content; everything else may change under its name.
      setHeaders: (reply, file) =>
        reply.setHeader(
          "cache-control",
          file.includes("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        ),
    });
    pageRoutes(files);
  });
  await kioskPages(app, parts.kiosk);
  await app.ready();
  return { app, doors: doors() };
}
