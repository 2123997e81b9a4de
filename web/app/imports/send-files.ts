import { type ImportView, importView } from "../../../src/contract/http/imports.ts";
import { ApiFault, faultOf } from "../api/call-api.ts";
import type { CalendarRule } from "./calendar-rules.ts";
import type { Packed } from "./pack-files.ts";
import type { ImportKind } from "./recognise-files.ts";

/** How far an upload is: a share from 0 to 1 of what is sent, then the server reads. */
export type SendProgress = { readonly sent: number } | { readonly sent: 1; readonly reading: true };

export interface Upload {
  readonly packed: Packed;
  readonly kind: ImportKind;
  readonly complete: boolean;
  /** Whose calendar it is; left out, the server finds out. */
  readonly source?: string | undefined;
  /** How it is read; left out, in the usual way. */
  readonly rule?: CalendarRule | undefined;
}

/**
 * Sends files for a preview; nothing is changed by it. Not by `fetch`, which does not tell how far it is.
 *
 * @throws ApiFault when they are refused or the server is out of reach; an `AbortError` when the signal says so
 */
export function sendFiles(
  { packed, kind, complete, source, rule }: Upload,
  onProgress: (progress: SendProgress) => void,
  signal: AbortSignal,
): Promise<ImportView> {
  const parameters = new URLSearchParams({ kind, name: packed.name, complete: String(complete) });
  if (source !== undefined) parameters.set("source", source);
  if (rule !== undefined) parameters.set("rule", JSON.stringify(rule));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports?${parameters}`);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", packed.type);
    request.upload.onprogress = ({ loaded, total }) => onProgress({ sent: total === 0 ? 0 : loaded / total });
    request.upload.onload = () => onProgress({ sent: 1, reading: true });
    request.onerror = () =>
      reject(new ApiFault("The server is out of reach. Nothing was changed; try again.", null));
    request.onabort = () => reject(new DOMException("the upload was given up", "AbortError"));
    request.onload = () => {
      try {
        const body: unknown = JSON.parse(request.responseText);
        if (request.status < 200 || request.status > 299) reject(faultOf(request.status, body));
        else resolve(importView.parse(body));
      } catch (cause) {
        reject(
          new ApiFault(
            `The server answered ${request.status} with something that this page cannot read.`,
            request.status,
            cause,
          ),
        );
      }
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(packed.bytes);
  });
}
