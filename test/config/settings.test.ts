import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadSettings } from "../../src/config/load-settings.ts";
import { InvalidSettings, readSettings } from "../../src/config/settings.ts";

/** What is wrong with an environment, a complaint each; empty where nothing is. */
function complaintsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readSettings(environment, "Europe/London");
    return [];
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    return error.complaints;
  }
}

describe("settings", () => {
  test("need none to be given", () => {
    expect(readSettings({}, "Europe/London")).toMatchObject({
      port: 3000,
      host: "localhost",
      mqttPort: 1883,
      mqttHost: "localhost",
      mqttTls: null,
      mqttAnonymous: "loopback",
      open: false,
      timeZone: "Europe/London",
      timeZoneNamed: false,
      senders: [],
      sendersFile: null,
      site: "main",
      logLevel: "info",
      databaseUrl: null,
      mqttUrl: null,
      mail: { server: null, addresses: [], digestAt: "07:00" },
      webhookPrivate: [],
    });
  });

  test("that are blank are not given, and the rest is trimmed", () => {
    const settings = readSettings({ MUSTER_PORT: " ", MUSTER_SITE: " north ", DATABASE_URL: "" }, "UTC");
    expect(settings).toMatchObject({ port: 3000, site: "north", databaseUrl: null });
  });

  test.each([
    ["MUSTER_PROT", "MUSTER_PORT"],
    ["MUSTER_TIME_ZONE", "MUSTER_TIMEZONE"],
    ["MUSTER_MQTTPORT", "MUSTER_MQTT_PORT"],
  ])("%s is refused: did you mean %s?", (written, meant) => {
    expect(complaintsOf({ [written]: "1" })).toEqual([`${written} is not a setting; did you mean ${meant}?`]);
  });

  test("a variable like none of them is refused by pointing to the list", () => {
    expect(complaintsOf({ MUSTER_SOMETHING_ELSE: "1" })).toEqual([
      "MUSTER_SOMETHING_ELSE is not a setting; see docs/settings.md",
    ]);
  });

  test("of other programs are none of ours", () => {
    expect(complaintsOf({ MUSTERING: "1", PORT: "x", HOME: "/", MQTT_HOST: "x" })).toEqual([]);
  });

  test.each([
    ["0", true],
    ["65535", true],
    ["65536", false],
    ["-1", false],
    ["80.5", false],
    ["0x50", false],
    ["1e3", false],
    ["http", false],
  ])("the port %s is taken: %s", (port, taken) => {
    expect(complaintsOf({ MUSTER_PORT: port }).length === 0).toBe(taken);
    expect(complaintsOf({ MUSTER_MQTT_PORT: port }).length === 0).toBe(taken);
  });

  test.each([
    ["Europe/London", true],
    ["UTC", true],
    ["Asia/Kathmandu", true],
    ["Europe/Londn", false],
    ["London", false],
  ])("the zone %s is taken: %s", (zone, taken) => {
    const complaints = complaintsOf({ MUSTER_TIMEZONE: zone });
    expect(complaints.length === 0).toBe(taken);
    if (!taken) expect(complaints[0]).toContain(`MUSTER_TIMEZONE=${zone}`);
  });

  test.each(["0.0.0.0", "::", "192.168.1.5", "school.example"])(
    "listening on %s is refused for the pages without permission, and lets nobody without a key in at the broker",
    (host) => {
      expect(complaintsOf({ MUSTER_HOST: host })).toEqual([expect.stringContaining("MUSTER_ALLOW_OPEN=1")]);
      expect(complaintsOf({ MUSTER_HOST: host, MUSTER_ALLOW_OPEN: "0" })).toHaveLength(1);
      expect(readSettings({ MUSTER_HOST: host, MUSTER_ALLOW_OPEN: "1" }, "UTC").open).toBe(true);
      expect(readSettings({ MUSTER_MQTT_HOST: host }, "UTC")).toMatchObject({
        open: false,
        mqttAnonymous: "off",
      });
    },
  );

  test("senders of this machine need no name while the broker listens here alone, unless that is said", () => {
    expect(readSettings({}, "UTC").mqttAnonymous).toBe("loopback");
    expect(readSettings({ MUSTER_MQTT_ANONYMOUS: "off" }, "UTC").mqttAnonymous).toBe("off");
    const both = { MUSTER_MQTT_HOST: "0.0.0.0", MUSTER_MQTT_ANONYMOUS: "loopback" };
    expect(readSettings(both, "UTC").mqttAnonymous).toBe("loopback");
    expect(complaintsOf({ MUSTER_MQTT_ANONYMOUS: "on" })).toEqual([
      expect.stringContaining("must be loopback or off"),
    ]);
  });

  test.each(["localhost", "LOCALHOST", "127.0.0.1", "::1", "[::1]"])(
    "listening on %s is not open",
    (host) => {
      expect(readSettings({ MUSTER_HOST: host, MUSTER_MQTT_HOST: host }, "UTC").open).toBe(false);
    },
  );

  test("over TLS, or behind a proxy that is named, the pages need no permission for other addresses", () => {
    const pair = { MUSTER_TLS_CERT: "cert.pem", MUSTER_TLS_KEY: "key.pem" };
    for (const way of [pair, { MUSTER_TRUSTED_PROXY: "10.1.0.0/16, ::1" }]) {
      expect(readSettings({ ...way, MUSTER_HOST: "0.0.0.0" }, "UTC")).toMatchObject({
        open: true,
        allowOpen: false,
      });
    }
    expect(readSettings(pair, "UTC").tls).toEqual({ cert: "cert.pem", key: "key.pem" });
  });

  test.each([
    [{ MUSTER_TLS_CERT: "cert.pem" }, /^MUSTER_TLS_KEY: is needed/],
    [{ MUSTER_TLS_KEY: "key.pem" }, /^MUSTER_TLS_CERT: is needed/],
    [{ MUSTER_TRUSTED_PROXY: "proxy.example" }, /^MUSTER_TRUSTED_PROXY=proxy.example: must be addresses/],
    [{ MUSTER_TRUSTED_PROXY: "10.1.0.0/64" }, /^MUSTER_TRUSTED_PROXY=10.1.0.0\/64/],
    [{ MUSTER_URL: "muster.school.example" }, /^MUSTER_URL: must be a URL/],
  ])("%j is refused with its remedy", (given, says) => {
    expect(complaintsOf(given)).toEqual([expect.stringMatching(says)]);
  });

  test("permission alone opens nothing", () => {
    expect(readSettings({ MUSTER_ALLOW_OPEN: "1" }, "UTC").open).toBe(false);
  });

  test("are complained about all at once", () => {
    const complaints = complaintsOf({
      MUSTER_PROT: "1",
      MUSTER_PORT: "x",
      MUSTER_HOST: "0.0.0.0",
      MUSTER_TIMEZONE: "Nowhere",
      MUSTER_SITE: "North Campus",
      MUSTER_LOG_LEVEL: "loud",
      MUSTER_ALLOW_OPEN: "yes",
      DATABASE_URL: "mysql://host/db",
      MQTT_URL: "host:1883",
    });
    for (const variable of [
      "MUSTER_PROT",
      "MUSTER_PORT=x",
      "MUSTER_HOST=0.0.0.0",
      "MUSTER_TIMEZONE=Nowhere",
      "MUSTER_SITE=North Campus",
      "MUSTER_LOG_LEVEL=loud",
      "MUSTER_ALLOW_OPEN=yes",
      "DATABASE_URL",
      "MQTT_URL",
    ]) {
      expect(complaints.filter((complaint) => complaint.startsWith(variable))).toHaveLength(1);
    }
    expect(complaints).toHaveLength(9);
  });

  test.each([
    ["DATABASE_URL", "mysql://admin:hunter2@host/db"],
    ["DATABASE_URL", "postgres//admin:hunter2@host/db"],
    ["MQTT_URL", "http://admin:hunter2@host"],
    ["MQTT_URL", "admin:hunter2@host"],
    ["MUSTER_SMTP_URL", "http://admin:hunter2@host"],
  ])("never show the password in %s=%s", (variable, value) => {
    expect(complaintsOf({ [variable]: value })).toHaveLength(1);
    expect(complaintsOf({ [variable]: value }).join()).not.toContain("hunter2");
  });

  test.each(["postgres://u:p@h/d", "postgresql:///d?host=/run/postgresql"])("take the database %s", (url) => {
    expect(readSettings({ DATABASE_URL: url }, "UTC").databaseUrl).toBe(url);
  });

  test.each(["mqtt://h:1883", "mqtts://u:p@h", "ws://h/mqtt", "wss://h/mqtt"])(
    "take the broker %s",
    (url) => {
      expect(readSettings({ MQTT_URL: url }, "UTC").mqttUrl).toBe(url);
    },
  );
});

describe("settings of mail", () => {
  const server = {
    MUSTER_SMTP_URL: "smtp://u:p@mail.example",
    MUSTER_MAIL_FROM: "Muster <m@school.example>",
  };

  test("are a server with a sender, and addresses in lower case, each once", () => {
    const environment = { ...server, MUSTER_MAIL_TO: "Office@School.example, b@c.d,office@school.example" };
    expect(readSettings(environment, "UTC").mail).toEqual({
      server: { url: "smtp://u:p@mail.example", from: "Muster <m@school.example>" },
      addresses: ["office@school.example", "b@c.d"],
      digestAt: "07:00",
    });
  });

  test("need a sender with a server", () => {
    const [complaint, ...more] = complaintsOf({ MUSTER_SMTP_URL: "smtps://mail.example" });
    expect(complaint).toContain("MUSTER_MAIL_FROM");
    expect(more).toEqual([]);
  });

  test.each([
    ["MUSTER_MAIL_AT", "00:00", true],
    ["MUSTER_MAIL_AT", "23:59", true],
    ["MUSTER_MAIL_AT", "24:00", false],
    ["MUSTER_MAIL_AT", "7:00", false],
    ["MUSTER_MAIL_TO", "a@b, c@d", true],
    ["MUSTER_MAIL_TO", "a@b, nobody", false],
    ["MUSTER_MAIL_TO", "a@b <c@d>", false],
    ["MUSTER_MAIL_FROM", "a@b", true],
    ["MUSTER_MAIL_FROM", "Muster", false],
    ["MUSTER_MAIL_FROM", "Muster <a@b> <c@d>", false],
    ["MUSTER_WEBHOOK_PRIVATE", "hooks.school.lan, 10.1.0.0/16, fd00::/8, ::1", true],
    ["MUSTER_WEBHOOK_PRIVATE", "10.1.0.0/33", false],
    ["MUSTER_WEBHOOK_PRIVATE", "http://hooks", false],
    ["MUSTER_WEBHOOK_PRIVATE", "hooks/8", false],
  ])("%s=%s are taken: %s", (variable, value, taken) => {
    const complaints = complaintsOf({ [variable]: value });
    expect(complaints.length === 0).toBe(taken);
    if (!taken) expect(complaints[0]).toContain(variable);
  });
});

describe("the .env file of the folder", () => {
  const folders: string[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  function folderWith(envFile: string | null): string {
    const folder = mkdtempSync(path.join(tmpdir(), "muster-settings-"));
    folders.push(folder);
    if (envFile !== null) writeFileSync(path.join(folder, ".env"), envFile);
    return folder;
  }

  test("is read", () => {
    const folder = folderWith('# ours\nMUSTER_PORT=4001\nMUSTER_SITE="north"\nMUSTER_DATA=store\n');
    expect(loadSettings(folder)).toMatchObject({
      port: 4001,
      site: "north",
      dataFolder: path.join(folder, "store"),
    });
  });

  test("gives way to the environment", () => {
    vi.stubEnv("MUSTER_PORT", "4002");
    expect(loadSettings(folderWith("MUSTER_PORT=4001\nMUSTER_SITE=north\n"))).toMatchObject({
      port: 4002,
      site: "north",
    });
  });

  test("need not be there", () => {
    expect(loadSettings(folderWith(null)).port).toBe(3000);
  });

  test("is held to the same rules", () => {
    expect(() => loadSettings(folderWith("MUSTER_PROT=1\n"))).toThrow(/did you mean MUSTER_PORT/);
  });

  test("that cannot be read stops the start, and is not passed over", () => {
    expect(() => loadSettings(path.join(folderWith(""), ".env"))).toThrow(/ENOTDIR/);
  });
});
