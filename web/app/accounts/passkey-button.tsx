import { useMutation } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import type { ReactNode } from "react";
import type { z } from "zod";
import { Button } from "../../ui/button.tsx";
import { post } from "../api/call-api.ts";
import { sayPasskeyTrouble, signByPasskey } from "./ask-passkey.ts";

interface PasskeyButtonProps<T> {
  /** Where the answer goes; what to answer is asked for at `begin` below it. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly onDone: (answer: T) => void;
  readonly children: ReactNode;
}

/** Asks for a passkey, and sends what it signed. */
export function PasskeyButton<T>({ path, schema, onDone, children }: PasskeyButtonProps<T>) {
  const prove = useMutation({
    mutationFn: async () => post(schema, path, { answer: await signByPasskey(`${path}/begin`) }),
    onSuccess: onDone,
  });
  const trouble = sayPasskeyTrouble(prove.error);
  return (
    <div className="flex flex-col gap-1">
      <Button disabled={prove.isPending || prove.isSuccess} onClick={() => prove.mutate()}>
        <Fingerprint aria-hidden className="size-3.5" />
        {children}
      </Button>
      {trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {trouble}
        </p>
      )}
    </div>
  );
}
