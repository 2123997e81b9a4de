import { useQuery } from "@tanstack/react-query";
import { signInView } from "../../../src/contract/http/accounts.ts";
import { read } from "../api/call-api.ts";

export const signInKey = ["sign-in"] as const;

/** Who is signed in with this browser, and whether anybody must be. */
export const useSignIn = () =>
  useQuery({ queryKey: signInKey, queryFn: ({ signal }) => read(signInView, "sign-in", signal) });
