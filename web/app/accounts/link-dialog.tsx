import type { z } from "zod";
import type { oneTimeLink } from "../../../src/contract/http/accounts.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/command.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** A link that was made for somebody. */
export interface GivenLink {
  readonly name: string;
  readonly link: z.infer<typeof oneTimeLink>;
}

interface LinkDialogProps {
  readonly given: GivenLink;
  readonly timeZone: string;
  readonly onClose: () => void;
}

/** Shows a one-time link, once, to be handed over. */
export function LinkDialog({ given: { name, link }, timeZone, onClose }: LinkDialogProps) {
  return (
    <Dialog
      title={link.kind === "invite" ? "Link for a first password" : "Link for another password"}
      onClose={onClose}
    >
      <div className="mt-2 flex flex-col gap-3 text-sm text-muted">
        <p>
          Hand this to {name}, and to nobody else: whoever opens it first chooses the password. It works once,
          until {writeMoment(link.endsAt, timeZone)}, and is shown this once.
        </p>
        <Command line={`${location.origin}${pagePaths.signInLink}#${link.secret}`} label="the link" />
      </div>
      <div className="mt-5 flex justify-end">
        <Button kind="primary" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}
