import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { linkOutcome, signInOutcome } from "../../../src/contract/http/accounts.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { Button } from "../../ui/button.tsx";
import { post } from "../api/call-api.ts";
import { BarePage } from "./bare-page.tsx";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { PasswordField } from "./password-field.tsx";

/** Chooses a password by a one-time link, and signs in with it. */
export function LinkPage() {
  // Read once and taken out of the address: it stays in no history and no picture of the screen.
  const [secret] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  useEffect(() => {
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  }, []);
  const choose = useMutation({
    mutationFn: async () => {
      const { login } = await post(linkOutcome, "sign-in/link", { secret, password });
      const { outcome } = await post(signInOutcome, "sign-in", { login, password });
      return outcome;
    },
    // With a second factor the code is asked for on the page of signing in.
    onSuccess: (outcome) => location.assign(outcome === "signed_in" ? "/" : pagePaths.signIn),
  });
  if (secret === "") {
    return (
      <BarePage title="Choose a password">
        <p className="text-sm text-muted">
          This address holds no link. Open the one that you were given once more, whole, or ask an
          administrator for another.
        </p>
      </BarePage>
    );
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!choose.isPending) choose.mutate();
  }
  const gone = faultOfField(choose.error, "link");
  const other = otherFault(choose.error, ["password", "link"]);
  return (
    <BarePage
      title="Choose a password"
      about="The link works once. Wherever you are signed in, you are so no more."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <PasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          chosen
          wrong={faultOfField(choose.error, "password")}
          autoFocus
        />
        {(gone ?? other) !== null && (
          <p role="alert" className="text-sm text-denied">
            {gone ?? other}
          </p>
        )}
        <div className="flex justify-end">
          <Button kind="primary" type="submit" disabled={choose.isPending}>
            Keep it and sign in
          </Button>
        </div>
      </form>
    </BarePage>
  );
}
