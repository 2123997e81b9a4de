import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { z } from "zod";
import { signInOutcome } from "../../../src/contract/http/accounts.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { BarePage } from "./bare-page.tsx";
import { faultOfField, otherFault } from "./fault-of-field.ts";

import { nextPage } from "./next-page.ts";
import { PasswordField } from "./password-field.tsx";
import { OtherWays, ProviderRefusal } from "./provider-buttons.tsx";
import { useSignIn } from "./use-sign-in.ts";

/** Login and password, then the code of the second factor where there is one. */
export function SignInPage() {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [step, setStep] = useState<"password" | "code" | "forgotten">("password");
  const [next] = useState(() => nextPage(new URLSearchParams(location.search).get("next"), location.origin));
  const signedIn = useSignIn().data;
  const attempt = useMutation({
    mutationFn: () =>
      post(signInOutcome, "sign-in", { login, password, code: step === "code" ? code : null }),
    onSuccess: ({ outcome }) => {
      if (outcome === "code_needed") setStep("code");
      // A whole new page: nothing that was read before is anybody's.
      else location.assign(next);
    },
  });
  useEffect(() => {
    if (signedIn?.account) location.replace(next);
  }, [signedIn, next]);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!attempt.isPending) attempt.mutate();
  }
  if (step === "forgotten") {
    return <Forgotten login={login} onBack={() => setStep("password")} />;
  }
  if (step === "code") {
    return (
      <BarePage
        title="Second factor"
        about="The six digits that your app shows now, or one of your recovery codes."
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label="Code"
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            inputMode="text"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            required
            autoFocus
          />
          <Trouble error={attempt.error} />
          <div className="flex flex-wrap justify-between gap-2">
            <Button
              kind="quiet"
              onClick={() => {
                attempt.reset();
                setCode("");
                setStep("password");
              }}
            >
              Back
            </Button>
            <Button kind="primary" type="submit" disabled={attempt.isPending}>
              Sign in
            </Button>
          </div>
        </form>
      </BarePage>
    );
  }
  return (
    <BarePage title="Sign in">
      <ProviderRefusal />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Login"
          value={login}
          onChange={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          required
          autoFocus
        />
        <PasswordField label="Password" value={password} onChange={setPassword} wrong={null} />
        <Trouble error={attempt.error} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Button kind="quiet" onClick={() => setStep("forgotten")}>
            Forgotten?
          </Button>
          <Button kind="primary" type="submit" disabled={attempt.isPending}>
            Sign in
          </Button>
        </div>
      </form>
      <OtherWays next={next} onSignedIn={() => location.assign(next)} />
      {signedIn?.guarded === false && (
        <p className="border-t border-line pt-4 text-sm text-muted">
          Nobody has an account yet: on this machine everything is open.{" "}
          <Link to={pagePaths.setUp} className="text-ink underline">
            Make the first administrator
          </Link>
        </p>
      )}
    </BarePage>
  );
}

function Trouble({ error }: { error: unknown }) {
  const said =
    faultOfField(error, "login") ??
    faultOfField(error, "code") ??
    faultOfField(error, "provider") ??
    otherFault(error, []);
  return said === null ? null : (
    <p role="alert" className="text-sm text-denied">
      {said}
    </p>
  );
}

/** By mail where there is mail; else it is said who helps. */
function Forgotten({ login: typed, onBack }: { login: string; onBack: () => void }) {
  const [login, setLogin] = useState(typed);
  const mail = useSignIn().data?.mail ?? false;
  const ask = useMutation({ mutationFn: () => post(z.object({}), "sign-in/forgotten", { login }) });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ask.isPending) ask.mutate();
  }
  if (!mail) {
    return (
      <BarePage title="Password forgotten">
        <p className="text-sm text-muted">
          This server sends no mail. Ask an administrator for a link by which you choose another password.
          Whoever runs the machine can make one with{" "}
          <code className="font-mono text-xs text-ink">npx muster account reset LOGIN</code>.
        </p>
        <div>
          <Button onClick={onBack}>Back</Button>
        </div>
      </BarePage>
    );
  }
  if (ask.isSuccess) {
    return (
      <BarePage title="Look into your mail">
        <p role="status" className="text-sm text-muted">
          If there is an account like that with a mail address, a link is on its way. It can be used once,
          within an hour.
        </p>
        <div>
          <Button onClick={onBack}>Back</Button>
        </div>
      </BarePage>
    );
  }
  return (
    <BarePage title="Password forgotten" about="A link by which you choose another one comes by mail.">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Login or mail address"
          value={login}
          onChange={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          required
          autoFocus
        />
        <Trouble error={ask.error} />
        <div className="flex flex-wrap justify-between gap-2">
          <Button kind="quiet" onClick={onBack}>
            Back
          </Button>
          <Button kind="primary" type="submit" disabled={ask.isPending}>
            Send the link
          </Button>
        </div>
      </form>
    </BarePage>
  );
}
