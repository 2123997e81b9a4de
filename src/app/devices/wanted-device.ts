import { namePattern } from "../../contract/mqtt/topics.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import { addressAsked, addressFault, type DeviceKind } from "../../sources/device-rules.ts";

/** Why something was not done: the field, and a remedy. */
export interface DeviceRefusal {
  readonly field: "name" | "address" | "kind";
  readonly because: "invalid" | "exists" | "unknown";
  readonly detail: string;
}

/** What a device is to be, as far as it can be judged without looking at others. */
export interface WantedDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly address: string;
}

/**
 * A device as somebody asked for it, with its address worked out where none was given; or why it cannot be.
 *
 * @param parts.site this server's name in topics
 * @param parts.made adapters of the operator's own making
 */
export function wantedDevice(
  asked: { readonly name: string; readonly kind: DeviceKind; readonly address?: string | undefined },
  parts: { readonly site: string; readonly made: readonly SourceAdapter[] },
): WantedDevice | { readonly refused: DeviceRefusal } {
  const { name, kind } = asked;
  if (!namePattern.test(name)) {
    const detail = `${name}: must be 1 to 63 of a-z, 0-9 and '-', and not begin with '-'`;
    return { refused: { field: "name", because: "invalid", detail } };
  }
  if (name === "muster" || name.startsWith("muster-")) {
    const detail = `${name}: Muster itself is called so at brokers; choose a name that does not begin with muster`;
    return { refused: { field: "name", because: "invalid", detail } };
  }
  const address = asked.address ?? addressOf(kind, name, parts.site);
  const fault = addressFault(kind, address, parts.made);
  if (fault === null) return { name, kind, address };
  const words = addressAsked(kind);
  const detail = `${address}: ${fault}${words === null ? "" : `; it is ${words}`}`;
  return { refused: { field: "address", because: "invalid", detail } };
}

function addressOf(kind: DeviceKind, name: string, site: string): string {
  if (kind === "native") return `${site}/${name}`;
  if (kind === "home-assistant") return site;
  return addressAsked(kind) === null ? kind : name;
}

/** That another device is there already. */
export function takenDevice({ name, address }: WantedDevice, field: "name" | "address"): DeviceRefusal {
  const detail =
    field === "name"
      ? `${name}: there is a device of this name; give it a new key, or choose another name`
      : `${address}: another device is called so in its topics; each needs its own`;
  return { field, because: "exists", detail };
}
