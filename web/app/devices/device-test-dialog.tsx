import { useQuery } from "@tanstack/react-query";
import { deviceTest } from "../../../src/contract/http/devices.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { read } from "../api/call-api.ts";
import { brokerRefusalWords } from "./broker-refusal-words.ts";
import { describeSource } from "./describe-source.ts";

const lookEveryMs = 2_000;

interface DeviceTestDialogProps {
  readonly name: string;
  readonly timeZone: string;
  readonly onClose: () => void;
}

/** What arrived of a device and how it was read, looked at again and again while it is open. */
export function DeviceTestDialog({ name, timeZone, onClose }: DeviceTestDialogProps) {
  const { data, error } = useQuery({
    queryKey: ["device-test", name],
    queryFn: ({ signal }) => read(deviceTest, `devices/${encodeURIComponent(name)}/test`, signal),
    refetchInterval: lookEveryMs,
  });
  return (
    <Dialog title={`Test of ${name}`} onClose={onClose} wide>
      <div className="mt-2 flex flex-col gap-4 text-sm">
        <p role="status" className="text-muted">
          {data === undefined && error === null && "Looking."}
          {error !== null && <span className="text-denied">{error.message}</span>}
          {data !== undefined && writeConnection(data.connections)} Show a card or a face to the device now:
          what arrives stands here within seconds.
        </p>
        {data !== undefined && data.arrived.length === 0 && (
          <p>Nothing has arrived of it since the server started.</p>
        )}
        <ol className="flex flex-col divide-y divide-line">
          {data?.arrived.map((message) => (
            <li key={`${message.at} ${message.topic}`} className="flex flex-col gap-0.5 py-2">
              <span className="flex flex-wrap items-baseline gap-x-3">
                <strong
                  className={message.read === "refused" || message.read === "unread" ? "text-denied" : ""}
                >
                  {message.read === "unread" ? "not read" : message.read}
                </strong>
                <span className="min-w-0 break-words">{message.detail}</span>
                <time dateTime={message.at} className="ml-auto text-xs text-muted">
                  {writeMoment(message.at, timeZone)}
                </time>
              </span>
              <span className="text-xs text-muted">
                <code className="font-mono break-all">{message.topic}</code>, QoS {message.qos}
                {message.retain && ", retained"}, {message.bytes} bytes
                {message.source !== null && `, read as ${describeSource(message.source)}`}
              </span>
              {message.text !== null && (
                <code className="line-clamp-3 font-mono text-xs break-all text-muted">{message.text}</code>
              )}
            </li>
          ))}
        </ol>
        {data !== undefined && data.refusals.length > 0 && (
          <section className="flex flex-col gap-1">
            <h3 className="font-semibold">What the broker refused</h3>
            <ul className="flex flex-col gap-1">
              {data.refusals.map(({ reason, times, last }) => (
                <li key={reason}>
                  {brokerRefusalWords[reason].what}, {times === 1 ? "once" : `${times} times`}
                  {last !== "" && (
                    <>
                      {" "}
                      (<code className="font-mono text-xs break-all">{last}</code>)
                    </>
                  )}
                  : {brokerRefusalWords[reason].remedy}.
                </li>
              ))}
            </ul>
          </section>
        )}
        <div className="flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

function writeConnection(connections: number | null): string {
  if (connections === null) return "On a broker of your own only what reaches Muster is seen.";
  if (connections === 0) return "It is not connected.";
  return connections === 1 ? "It is connected." : `It has ${connections} connections.`;
}
