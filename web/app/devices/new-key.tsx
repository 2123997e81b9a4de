import type { NewKeyView } from "../../../src/contract/http/devices.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/command.tsx";

/** A key, shown this once, with settings to paste into the device. */
export function NewKey({
  made: { device, key, settings },
  onClose,
}: {
  made: NewKeyView;
  onClose: () => void;
}) {
  return (
    <div className="mt-2 flex flex-col gap-4 text-sm">
      <p className="text-muted">
        The key of {device.name} is shown this once, and kept nowhere. Whoever has it speaks for this device.
        If it is lost, give the device a new one.
      </p>
      <div className="flex flex-col gap-1">
        <h3 className="text-xs text-muted">Key</h3>
        <Command line={key} label="the key" />
      </div>
      {settings.map(({ title, text }) => (
        <div key={title} className="flex flex-col gap-1">
          <h3 className="text-xs text-muted">{title}</h3>
          <div className="[&_code]:whitespace-pre-wrap [&_code]:break-all">
            <Command line={text} label={title} />
          </div>
        </div>
      ))}
      <div className="flex justify-end">
        <Button kind="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </div>
  );
}
