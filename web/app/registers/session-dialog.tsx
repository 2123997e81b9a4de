import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { SignOffDialog } from "./sign-off-dialog.tsx";
import type { SessionWriting } from "./use-write-session.ts";

/** What is done to a session as a whole. */
export type SessionAct = "sign-off" | "unsign" | "reopen" | "cancel" | "restore" | "move" | "hand-over";

interface SessionDialogProps {
  readonly act: SessionAct;
  readonly register: RegisterView;
  /** Those of whom a person's word waits on this device. */
  readonly waiting: ReadonlyMap<string, unknown>;
  readonly writing: SessionWriting;
  readonly onClose: () => void;
}

/** Asks before something is done to a session, saying what it will do. */
export function SessionDialog({ act, register, waiting, writing, onClose }: SessionDialogProps) {
  const { session } = register;
  const parts = { writing, onClose };
  switch (act) {
    case "move":
      return <MoveDialog session={session} {...parts} />;
    case "hand-over":
      return <HandOverDialog session={session} {...parts} />;
    case "sign-off":
      return <SignOffDialog register={register} waiting={waiting} {...parts} />;
    case "unsign":
      return (
        <ReasonDialog
          title="Take the signature back"
          action="Take it back"
          to="unsign"
          quick={["Signed too early", "Signed the wrong register"]}
          {...parts}
        >
          <p>
            It is then as if nobody had signed
            {session.state === "reopened" && ", before the register was reopened too"}: who was not seen is
            judged anew, and the register waits for a signature. The history keeps both.
          </p>
        </ReasonDialog>
      );
    case "reopen":
      return (
        <ReasonDialog
          title="Reopen the register"
          action="Reopen"
          to="reopen"
          quick={["A mark was wrong", "Late evidence came in"]}
          {...parts}
        >
          <p>Marks can change again, by hand and by scans that come late, until it is signed off anew.</p>
        </ReasonDialog>
      );
    case "cancel":
      return (
        <ReasonDialog
          title="Cancel the session"
          action="Cancel the session"
          to="cancel"
          quick={["Lecturer is ill", "The room cannot be used", "Public holiday"]}
          {...parts}
        >
          <p>
            It then counts for none of the {session.expected} students. What is known is kept: restoring the
            session brings the same marks back.
          </p>
        </ReasonDialog>
      );
    case "restore":
      return (
        <ReasonDialog
          title="Restore the session"
          action={writing.isThere ? "Restore it all the same" : "Restore"}
          to="restore"
          more={writing.isThere ? { beside: true } : {}}
          quick={["Cancelled by mistake", "It takes place after all"]}
          {...parts}
        >
          <p>It counts again, with the marks that it had.</p>
        </ReasonDialog>
      );
  }
}
