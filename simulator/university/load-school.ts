import { strToU8, zipSync } from "fflate";
import { type ImportView, importView } from "../../src/contract/http/imports.ts";
import { systemView } from "../../src/contract/http/system.ts";
import type { SchoolFile } from "./school-files.ts";

/** Muster's API does not answer as it should; the message says where, and what to do. */
export class ApiTrouble extends Error {
  override readonly name = "ApiTrouble";
}

/** How long an answer may take, in milliseconds: an import of a term is planned before it is answered. */
const patienceMs = 300_000;

/** Where a server's API is, and with what to ask it. */
export interface Api {
  /** `http://host:port` */
  readonly url: string;
  /** For a server where one signs in; null for one that is open. */
  readonly token: string | null;
}

/** The institution's time zone, by the server itself. @throws ApiTrouble */
export async function readTimeZone(api: Api, signal: AbortSignal): Promise<string> {
  return systemView.pick({ timeZone: true }).parse(await ask(api, "/api/v1/system", { signal })).timeZone;
}

/**
 * Imports a school: sends its files, and applies what the server makes of them, with every warning confirmed.
 *
 * @returns the import as applied
 * @throws ApiTrouble where the server does not answer, refuses the files, or refuses a row of them
 */
export async function loadSchool(
  api: Api,
  files: readonly SchoolFile[],
  signal: AbortSignal,
): Promise<ImportView> {
  const zip = zipSync(Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)])));
  const preview = importView.parse(
    await ask(api, "/api/v1/imports?kind=csv&name=pretend-university.zip", {
      signal,
      method: "POST",
      headers: { "content-type": "application/zip" },
      body: Buffer.from(zip),
    }),
  );
  if (preview.refused > 0) {
    const [first] = preview.notes.filter(({ severity }) => severity === "refused");
    const why =
      first === undefined ? "" : `: ${first.file} line ${first.line} ${first.column} ${first.message}`;
    throw new ApiTrouble(`the server refused ${preview.refused} rows of the school${why}`);
  }
  return importView.parse(
    await ask(api, `/api/v1/imports/${encodeURIComponent(preview.id)}/apply`, {
      signal,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ confirmWarnings: true }),
    }),
  );
}

async function ask(
  { url: api, token }: Api,
  path: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<unknown> {
  const url = new URL(path, api);
  const headers = { ...init.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const signal = AbortSignal.any([init.signal, AbortSignal.timeout(patienceMs)]);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, { ...init, headers, signal });
    text = await answer.text();
  } catch (cause) {
    if (init.signal.aborted) throw cause;
    throw new ApiTrouble(
      `no Muster server answers at ${api}. Start it with 'npm start', or name another with --api http://host:port`,
      { cause },
    );
  }
  if (answer.ok) return JSON.parse(text);
  if (answer.status === 401)
    throw new ApiTrouble(`${api} asks who comes: ${token === null ? wanted : ended}`);
  throw new ApiTrouble(
    `${init.method ?? "GET"} ${url.pathname} was answered with ${answer.status}: ${problem(text)}`,
  );
}

const needed =
  "make one as a registrar, at /account, that may see that the server runs (product.read) and change rosters (roster.write)";
const wanted = `give a token in MUSTER_TOKEN; ${needed}`;
const ended = `the token in MUSTER_TOKEN holds no more; ${needed}`;

/** What a problem document (RFC 9457) says, or the text that came instead of one. */
function problem(text: string): string {
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told === "object" && told !== null) {
      const said = ["title", "detail"].map((key): unknown => Reflect.get(told, key));
      return said.filter((each) => typeof each === "string").join(": ") || text.slice(0, 200);
    }
  } catch {
    // No JSON: whatever stands before the server wrote it.
  }
  return text.slice(0, 200);
}
