import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signInOutcome } from "../../../src/contract/http/accounts.ts";
import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { post } from "../api/call-api.ts";
import { BarePage } from "./bare-page.tsx";
import { faultOfField, otherFault } from "./fault-of-field.ts";
import { PasswordField } from "./password-field.tsx";
import { useSignIn } from "./use-sign-in.ts";

/** Makes the first administrator, which closes the open demonstration. */
export function SetUpPage() {
  const [code, setCode] = useState("");
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const guarded = useSignIn().data?.guarded ?? false;
  const setUp = useMutation({
    mutationFn: () =>
      post(signInOutcome, "set-up", {
        code,
        login,
        name,
        email: email.trim() === "" ? null : email.trim(),
        password,
      }),
    onSuccess: () => location.assign(pagePaths.account),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!setUp.isPending) setUp.mutate();
  }
  if (guarded && !setUp.isSuccess) {
    return (
      <BarePage title="First administrator">
        <p className="text-sm text-muted">
          There is an administrator already. Sign in, or ask one for an account.
        </p>
        <div>
          <Link to={pagePaths.signIn} className="text-sm underline">
            Sign in
          </Link>
        </div>
      </BarePage>
    );
  }
  const { error } = setUp;
  const note = (field: string, otherwise?: string) => {
    const wrong = faultOfField(error, field);
    return wrong === null ? otherwise : <span className="text-denied">{wrong}</span>;
  };
  const other = otherFault(error, ["code", "login", "name", "email", "password"]);
  return (
    <BarePage
      title="First administrator"
      about="From then on whoever opens a page signs in. Until then everything is open to everybody on this machine."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Code of the server"
          value={code}
          onChange={setCode}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          required
          autoFocus
          note={note("code", "The server printed it in its window when it started.")}
        />
        <TextField
          label="Your name"
          value={name}
          onChange={setName}
          autoComplete="name"
          maxLength={120}
          required
          note={note("name")}
        />
        <TextField
          label="Login"
          value={login}
          onChange={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          required
          note={note("login", "What you type to sign in; it stays yours.")}
        />
        <TextField
          label="Mail address, if you like"
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="email"
          maxLength={254}
          note={note("email")}
        />
        <PasswordField
          label="Password"
          value={password}
          onChange={setPassword}
          chosen
          wrong={faultOfField(error, "password")}
        />
        {other !== null && (
          <p role="alert" className="text-sm text-denied">
            {other}
          </p>
        )}
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Link to={pagePaths.today} className="text-sm text-muted underline">
            Not now
          </Link>
          <Button kind="primary" type="submit" disabled={setUp.isPending}>
            Make it mine
          </Button>
        </div>
      </form>
    </BarePage>
  );
}
