import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileUp, KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { type DeviceView, devicePage, deviceView } from "../../../src/contract/http/devices.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { post, read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { AddDeviceDialog } from "./add-device-dialog.tsx";
import { AddManyDialog } from "./add-many-dialog.tsx";
import { BrokerRefusals } from "./broker-refusals.tsx";
import { describeKind } from "./describe-source.ts";
import { DeviceTestDialog } from "./device-test-dialog.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";

const everyMs = 5_000;

type Asked = { readonly what: "rotate" | "disable" | "test"; readonly device: DeviceView };

interface KeysPanelProps {
  readonly timeZone: string;
  /** true while a device is being added. */
  readonly adding: boolean;
  readonly onAdding: (adding: boolean) => void;
}

/** Devices with a name and a key: who may speak at the broker, and what it refused. */
export function KeysPanel({ timeZone, adding, onAdding }: KeysPanelProps) {
  const client = useQueryClient();
  const { data, error, refetch } = useLiveQuery(
    ["devices"],
    (signal) => read(devicePage, "devices", signal),
    everyMs,
  );
  const [asked, setAsked] = useState<Asked | null>(null);
  const [addingMany, setAddingMany] = useState(false);
  const again = (): void => void client.invalidateQueries({ queryKey: ["live", "devices"] });
  const letting = useMutation({
    mutationFn: ({ name, word }: { readonly name: string; readonly word: "enable" | "disable" }) =>
      post(deviceView, `devices/${encodeURIComponent(name)}/${word}`),
    onSuccess() {
      setAsked(null);
      again();
    },
  });
  return (
    <>
      <Panel
        title="Devices with a key"
        note={data && writeAnonymous(data.anonymous)}
        className="shrink-0"
        tools={
          <span className="flex flex-wrap justify-end gap-2">
            <Button kind="quiet" onClick={() => setAddingMany(true)}>
              <FileUp aria-hidden className="size-3.5" />
              Add many
            </Button>
            <Button onClick={() => onAdding(true)}>
              <Plus aria-hidden className="size-3.5" />
              Add a device
            </Button>
          </span>
        }
      >
        {error !== null && (
          <ReadTrouble what="The devices with a key" error={error} onAgain={() => void refetch()} />
        )}
        {data?.devices.length === 0 && (
          <p className="flex items-center gap-2 px-4 py-3 text-sm text-muted">
            <KeyRound aria-hidden className="size-4 shrink-0" />
            No device has a key yet. With one, a device speaks for its own door and no other, from anywhere on
            the network.
          </p>
        )}
        <ul className="max-h-80 overflow-y-auto print:max-h-none">
          {data?.devices.map((device) => (
            <li
              key={device.name}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
            >
              <span className="flex min-w-0 flex-col">
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <strong className="font-semibold break-all">{device.name}</strong>
                  <span className="text-muted">{describeKind(device.kind)}</span>
                  {device.sender !== null && (
                    <Link
                      to="/devices/$name"
                      params={{ name: device.sender }}
                      className="break-all underline decoration-line-strong underline-offset-2"
                    >
                      {device.sender}
                    </Link>
                  )}
                </span>
                <span className={`text-xs ${device.disabled === null ? "text-muted" : "text-denied"}`}>
                  {writeKeys(device, timeZone)}
                </span>
              </span>
              <span className="flex flex-wrap gap-2 print:hidden">
                <Button onClick={() => setAsked({ what: "test", device })} aria-label={`Test ${device.name}`}>
                  Test
                </Button>
                <Button
                  onClick={() => setAsked({ what: "rotate", device })}
                  aria-label={`New key for ${device.name}`}
                >
                  New key
                </Button>
                {device.disabled === null ? (
                  <Button
                    onClick={() => setAsked({ what: "disable", device })}
                    aria-label={`Shut ${device.name} out`}
                  >
                    Shut out
                  </Button>
                ) : (
                  <Button
                    disabled={letting.isPending}
                    onClick={() => letting.mutate({ name: device.name, word: "enable" })}
                    aria-label={`Let ${device.name} in again`}
                  >
                    Let in again
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
        {asked === null && letting.error !== null && (
          <p role="alert" className="px-4 py-2 text-sm text-denied">
            {letting.error.message}
          </p>
        )}
      </Panel>
      <BrokerRefusals refusals={data?.refusals ?? []} timeZone={timeZone} />
      {addingMany && <AddManyDialog onAdded={again} onClose={() => setAddingMany(false)} />}
      {adding && <AddDeviceDialog onAdded={again} onClose={() => onAdding(false)} />}
      {asked?.what === "rotate" && (
        <RotateKeyDialog device={asked.device} onDone={again} onClose={() => setAsked(null)} />
      )}
      {asked?.what === "test" && (
        <DeviceTestDialog name={asked.device.name} timeZone={timeZone} onClose={() => setAsked(null)} />
      )}
      {asked?.what === "disable" && (
        <ConfirmDialog
          title={`Shut ${asked.device.name} out?`}
          action="Shut out"
          busy={letting.isPending}
          trouble={letting.error?.message ?? null}
          onConfirm={() => letting.mutate({ name: asked.device.name, word: "disable" })}
          onClose={() => setAsked(null)}
        >
          <p>
            Its connections end at once and no key of it opens. What it has not sent yet stays on it, and
            comes when it is let in again.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function writeAnonymous(anonymous: boolean | null): string {
  if (anonymous === null) return "the rules of your own broker: npx muster device broker-config";
  return anonymous ? "senders of this machine need none" : "nobody is let in without one";
}

function writeKeys({ disabled, keys, madeAt, madeBy }: DeviceView, timeZone: string): string {
  if (disabled !== null) return `Shut out on ${writeMoment(disabled.at, timeZone)} by ${disabled.by}`;
  if (keys.length === 0) return "No key of it holds any more";
  const ends = keys.flatMap(({ endsAt }) => endsAt ?? []);
  const newest = keys.at(-1)?.madeAt ?? madeAt;
  const key = `Key of ${writeMoment(newest, timeZone)} by ${keys.at(-1)?.madeBy ?? madeBy}`;
  return ends[0] === undefined ? key : `${key}; an older one holds until ${writeMoment(ends[0], timeZone)}`;
}
