import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import os from "node:os";
import path from "node:path";
import { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTlsServer } from "../../src/adapters/http/create-tls-server.ts";
import { openAccountsStore } from "../../src/adapters/postgres/open-accounts-store.ts";
import { needs } from "../parts/need.ts";
import { sendRequest } from "./send-request.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { passwords, setUpCode } from "./sign-in.ts";

const openssl = needs("openssl");
const run = promisify(execFile);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly transport: string | undefined;
  /** Of whom the certificate is. */
  readonly name: string;
}

/** One request over TLS to whoever is there, whatever its certificate is worth. */
function ask(port: number, method: string, url: string, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "localhost",
        port,
        method,
        path: url,
        rejectUnauthorized: false,
        agent: false,
        headers: body === undefined ? {} : { "content-type": "application/json" },
      },
      (answer) => {
        const { socket } = answer;
        const raw = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
        const { subject } = new X509Certificate(raw ?? "");
        answer.resume();
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            cookies: answer.headers["set-cookie"] ?? [],
            transport: answer.headers["strict-transport-security"],
            name: subject.replace("CN=", ""),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe.skipIf(openssl === null)("over TLS", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "muster-tls-"));
    for (const name of ["first", "second"]) {
      const of = ["-keyout", path.join(folder, `${name}.key`), "-out", path.join(folder, `${name}.pem`)];
      const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
      await run(openssl ?? "", ["req", "-x509", ...kind, "-subj", `/CN=${name}`, ...of]);
    }
    await use("first");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const files = () => ({ cert: path.join(folder, "cert.pem"), key: path.join(folder, "key.pem") });
  async function use(name: string): Promise<void> {
    await copyFile(path.join(folder, `${name}.pem`), files().cert);
    await copyFile(path.join(folder, `${name}.key`), files().key);
  }

  describe("the product", () => {
    let served: ServedHere;
    beforeAll(async () => {
      served = await serveHere({ tls: files() });
    });
    afterAll(() => served?.stop());

    test("answers with its certificate, asks browsers to stay, and binds its cookies to TLS and this host", async () => {
      expect(served.url).toMatch(/^https:/);
      const answer = await ask(served.port, "POST", "/api/v1/set-up", {
        code: setUpCode(served),
        login: "ada",
        name: "Ada",
        email: null,
        password: passwords.ada,
      });
      expect(answer).toMatchObject({
        status: 200,
        name: "first",
        transport: expect.stringContaining("max-age="),
      });
      expect(answer.cookies).toHaveLength(2);
      for (const cookie of answer.cookies) {
        expect(cookie).toMatch(/^__Host-muster_\w+=/);
        expect(cookie).toMatch(/; Secure/);
        expect(cookie).toMatch(/; HttpOnly/);
      }
    });

    test("speaks to nobody without TLS", async () => {
      await expect(sendRequest(`http://localhost:${served.port}/`)).rejects.toThrow();
    });
  });

  test("other addresses than this machine's are listened on once there is an administrator, and not before", async () => {
    const asked = { tls: files(), host: "0.0.0.0", open: true };
    await expect(serveHere(asked)).rejects.toThrow(/there is no administrator yet.*npx muster account add/);
    const served = await serveHere(asked, undefined, undefined, async ({ address }) => {
      const store = await openAccountsStore(address);
      await store.accounts.write(async (transaction) => {
        const id = "01900000-0000-7000-8000-000000000001";
        const at = Temporal.Instant.from("2026-11-01T00:00:00Z");
        await transaction.add({
          id,
          login: "ada",
          loginKey: "ada",
          name: "Ada",
          email: null,
          at,
          by: "test",
        });
        await transaction.grant({
          ...{ id, account: id, role: "administrator", grantedBy: "test", provider: null },
          ...{ since: at, until: null, at },
        });
      });
      await store.close();
    });
    try {
      expect((await ask(served.port, "GET", "/api/v1/system")).status).toBe(401);
      expect(served.log.filter(({ outcome }) => outcome.includes("WITHOUT SIGN-IN"))).toEqual([]);
    } finally {
      await served.stop();
    }
  });

  test("a certificate that was renewed is used without a restart; half of a pair is not", async () => {
    await use("first");
    const server = createTlsServer(files(), silent, (_, answer) => answer.end(), 20);
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const name = async (): Promise<string> => (await ask(port, "GET", "/")).name;
    try {
      expect(await name()).toBe("first");
      await use("second");
      await expect.poll(name).toBe("second");
      await writeFile(files().key, "no key");
      await use("first");
      await expect.poll(name).toBe("first");
    } finally {
      server.close();
    }
  });

  test("files that are none are told by their settings", () => {
    const none = { cert: path.join(folder, "nothing.pem"), key: files().key };
    expect(() => createTlsServer(none, silent, () => undefined)).toThrow(/MUSTER_TLS_CERT=.*nothing\.pem/);
    const another = { cert: path.join(folder, "first.pem"), key: path.join(folder, "second.key") };
    expect(() => createTlsServer(another, silent, () => undefined)).toThrow(/no certificate with its key/);
  });
});
