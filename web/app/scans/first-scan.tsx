import { Command } from "../../ui/command.tsx";
import { useSimulateLine } from "../shell/use-simulate-line.ts";
import { writePublishCommand } from "./write-publish-command.ts";

/** How to make a first scan happen. */
export function FirstScan({ brokerAddress }: { brokerAddress: string }) {
  const line = useSimulateLine();
  return (
    <>
      <p>
        Scans appear here the moment a camera or reader sends one. To see some now, run the pretend school:
      </p>
      <Command label="the command that runs the simulator" line={line} />
      <p>or send one of your own to the broker at {brokerAddress}:</p>
      <Command label="the command that sends one scan" line={writePublishCommand(brokerAddress)} />
    </>
  );
}
