import "./validation-without-eval.ts";
import type { z } from "zod";
import { type DemoStarted, demoStarted } from "../../../src/contract/http/demo.ts";
import { type Problem, problem } from "../../../src/contract/http/problem.ts";
import { replayOutcome } from "../../../src/contract/http/quarantine.ts";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import { scanPage } from "../../../src/contract/http/scans.ts";
import type { SystemView } from "../../../src/contract/http/system.ts";
import { systemView } from "../../../src/contract/http/system.ts";
import { goToSignIn } from "../accounts/go-to-sign-in.ts";
import { sayBeside, sayProblem } from "./say-problem.ts";

/** The server refused or could not answer; `message` is for people. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";
  /** The HTTP status, or null when the server was out of reach. */
  readonly status: number | null;
  /** What is wrong with single fields, where the server says so. */
  readonly errors: NonNullable<Problem["errors"]>;

  /** The whole of what the server answered; null where it answered nothing that could be read. */
  readonly body: unknown;

  constructor(
    message: string,
    status: number | null,
    cause?: unknown,
    errors: ApiFault["errors"] = [],
    body: unknown = null,
  ) {
    super(message, { cause });
    this.status = status;
    this.errors = errors;
    this.body = body;
  }
}

/** Whether the server understood and will not: asking the same again is of no use. */
export const isRefusal = ({ status }: ApiFault): boolean =>
  status !== null && status >= 400 && status < 500 && status !== 429;

/** Whether nothing is at an address, or nothing can be: its name has not the shape of one. */
export const isNowhere = (error: unknown): boolean =>
  error instanceof ApiFault && (error.status === 404 || error.status === 400);

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

async function request(method: Method, path: string, signal?: AbortSignal, sent?: unknown): Promise<unknown> {
  const response = await send(method, path, signal, sent);
  const text = await response.text();
  const body = text === "" ? null : readJson(text, response.status);
  if (response.ok) return body;
  throw faultOf(response.status, body);
}

async function send(method: Method, path: string, signal?: AbortSignal, sent?: unknown): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
      },
      body: sent === undefined ? null : JSON.stringify(sent),
      cache: "no-store",
      signal: signal ?? null,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFault("The server is out of reach.", null, cause);
  }
  if (response.status === 401 && !path.startsWith("sign-in")) goToSignIn();
  return response;
}

/** Reads the file at `/api/v1/{path}`, with what its headers say of it. Throws `ApiFault`. */
export async function readFile(
  path: string,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly headers: Headers }> {
  const response = await send("GET", path);
  if (response.ok) return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
  throw faultOf(response.status, readJson(await response.text(), response.status));
}

/** What a refusal says for people, and of which fields. */
export function faultOf(status: number, body: unknown): ApiFault {
  const said = problem.safeParse(body);
  if (!said.success) return new ApiFault(`The server answered ${status}.`, status);
  const errors = said.data.errors?.map((error) => ({ ...error, message: sayBeside(error.message) }));
  return new ApiFault(sayProblem(said.data), status, undefined, errors, body);
}

function readJson(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiFault(`The server answered ${status} with something other than JSON.`, status, cause);
  }
}

/** Reads `/api/v1/{path}` and checks what comes back. Throws `ApiFault`. */
export async function read<T>(schema: z.ZodType<T>, path: string, signal?: AbortSignal): Promise<T> {
  return schema.parse(await request("GET", path, signal));
}

/** Posts JSON to `/api/v1/{path}` and checks what comes back. Throws `ApiFault`. */
export async function post<T>(schema: z.ZodType<T>, path: string, sent: unknown = {}): Promise<T> {
  return schema.parse(await request("POST", path, undefined, sent));
}

/** Puts JSON in the place of what `/api/v1/{path}` has. Throws `ApiFault`. */
export async function put<T>(schema: z.ZodType<T>, path: string, sent: unknown): Promise<T> {
  return schema.parse(await request("PUT", path, undefined, sent));
}

/** Changes what is told of `/api/v1/{path}` and leaves the rest. Throws `ApiFault`. */
export async function patch<T>(schema: z.ZodType<T>, path: string, sent: unknown): Promise<T> {
  return schema.parse(await request("PATCH", path, undefined, sent));
}

/** Takes `/api/v1/{path}` away, and checks what it leaves. Throws `ApiFault`. */
export async function removeReading<T>(schema: z.ZodType<T>, path: string): Promise<T> {
  return schema.parse(await request("DELETE", path));
}

/** Takes `/api/v1/{path}` away. Throws `ApiFault`. */
export async function remove(path: string): Promise<void> {
  await request("DELETE", path);
}

export const readSystem = (signal?: AbortSignal): Promise<SystemView> => read(systemView, "system", signal);

/** The newest scans, at most `limit`. */
export async function readScans(limit: number, signal?: AbortSignal): Promise<ScanView[]> {
  return (await read(scanPage, `scans?limit=${limit}`, signal)).scans;
}

/** Reads a quarantined message again; its outcome says what became of it. */
export const replayQuarantined = async (id: string): Promise<z.infer<typeof replayOutcome>> =>
  replayOutcome.parse(await request("POST", `quarantine/${encodeURIComponent(id)}/replay`));

export const endDemo = (): Promise<unknown> => request("POST", "demo/end");
export const startDemo = async (): Promise<DemoStarted> =>
  demoStarted.parse(await request("POST", "demo/start"));
