import { Command } from "../../ui/command.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";
import { useSimulateLine } from "../shell/use-simulate-line.ts";
import { writePublishCommand } from "./write-publish-command.ts";

/** How to make a first scan happen. */
export function FirstScan({ brokerAddress }: { brokerAddress: string }) {
  const line = useSimulateLine();
  const asksName = useLiveValue(({ state }) => state?.system.broker.asksName ?? false);
  const publish = writePublishCommand(brokerAddress, asksName);
  return (
    <>
      <p>
        Scans appear here the moment a camera or reader sends one. To see some now, run the pretend school:
      </p>
      <Command label="the command that runs the simulator" line={line} />
      {publish !== null && (
        <>
          <p>or send one of your own to the broker at {brokerAddress}, with Mosquitto’s client:</p>
          <Command label="the command that sends one scan" line={publish} />
        </>
      )}
    </>
  );
}
