import { useQuery, useQueryClient } from "@tanstack/react-query";
import { senderDetail, senderView } from "../../../src/contract/http/senders.ts";
import { todayView } from "../../../src/contract/http/today.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReadTrouble } from "../../ui/read-trouble.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { patch, read } from "../api/call-api.ts";
import { nameOfSender } from "../devices/name-of-sender.ts";
import { RetireDialog } from "../devices/retire-dialog.tsx";
import { SilenceDialog } from "../devices/silence-dialog.tsx";
import { watchOf } from "../devices/watch-of.ts";
import { ClockDialog } from "../quarantine/clock-dialog.tsx";
import { DismissDialog } from "../quarantine/dismiss-dialog.tsx";
import { ReplayDialog } from "../quarantine/replay-dialog.tsx";
import type { DialogSettling } from "./settlings-of.ts";

interface SettleDialogProps {
  readonly settling: DialogSettling;
  /** The server's clock in epoch milliseconds. */
  readonly now: number;
  /** Told what was done, in a sentence. */
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
}

/** The dialog of the page where it is else done, opened where it is told. */
export function SettleDialog({ settling, now, onDone, onClose }: SettleDialogProps) {
  if (settling.kind === "clock") {
    const { sender, code } = settling;
    return <ClockDialog asked={{ sender, code }} onDone={onDone} onClose={onClose} />;
  }
  if ("sender" in settling) {
    return (
      <SettleSender
        sender={settling.sender}
        kind={settling.kind}
        now={now}
        onDone={onDone}
        onClose={onClose}
      />
    );
  }
  const { code, messages } = settling;
  if (settling.kind === "replay") {
    return (
      <ReplayDialog
        replay={{ kind: "many", filter: { code }, open: messages }}
        onDone={onDone}
        onClose={onClose}
      />
    );
  }
  return (
    <DismissDialog
      dismissing={{ which: { code }, count: messages, what: `All that were refused as ${code}.` }}
      onDone={(_, dismissed) =>
        onDone(
          dismissed === 0
            ? "Nothing was open any more."
            : `${dismissed} dismissed; they can be taken back under Quarantine.`,
        )
      }
      onClose={onClose}
    />
  );
}

interface SettleSenderProps extends Pick<SettleDialogProps, "now" | "onDone" | "onClose"> {
  readonly sender: string;
  readonly kind: "silence" | "retire";
}

function SettleSender({ sender: name, kind, now, onDone, onClose }: SettleSenderProps) {
  const client = useQueryClient();
  const path = `senders/${encodeURIComponent(name)}`;
  const { data, error, refetch } = useQuery({
    queryKey: ["settle", name],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const [detail, today] = await Promise.all([
        read(senderDetail, path, signal),
        read(todayView, "today", signal),
      ]);
      return { sender: detail.sender, sessions: today.sessions };
    },
  });
  if (data === undefined) {
    return (
      <Dialog title={name} onClose={onClose}>
        {error === null ? (
          <SkeletonRows label="Reading the device" rows={3} />
        ) : (
          <ReadTrouble what="The device" error={error} onAgain={() => void refetch()} />
        )}
        <div className="mt-4 flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </Dialog>
    );
  }
  const { sender, sessions } = data;
  const change = async (changed: object, said: string): Promise<void> => {
    await patch(senderView, path, changed);
    await client.invalidateQueries({ queryKey: ["settle", name] });
    onDone(`${said} It is taken back on its page.`);
  };
  const called = nameOfSender(sender);
  return kind === "retire" ? (
    <RetireDialog
      sender={sender}
      watch={watchOf(sender, sessions, now)}
      onRetire={(reason) => change({ retired: { reason } }, `${called} is retired.`)}
      onClose={onClose}
    />
  ) : (
    <SilenceDialog
      sender={sender}
      onSave={(expectedSilence) =>
        change({ expectedSilence }, `When ${called} may be silent is written down.`)
      }
      onClose={onClose}
    />
  );
}
