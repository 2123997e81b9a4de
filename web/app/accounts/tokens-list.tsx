import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiTokenView, apiTokenList } from "../../../src/contract/http/api-tokens.ts";
import { deeds, isDeed } from "../../../src/domain/rights/deeds.ts";
import { writeMoment } from "../../time/write-moment.ts";
import { Button } from "../../ui/button.tsx";
import { removeReading } from "../api/call-api.ts";

interface TokensListProps {
  readonly tokens: readonly ApiTokenView[];
  readonly timeZone: string;
  /** Below which address a token is ended; null for who may only look. */
  readonly path: "account/tokens" | "tokens" | null;
  /** Whose each is, where they are of several people. */
  readonly whose: boolean;
  readonly onChanged: (tokens: readonly ApiTokenView[]) => void;
}

/** Tokens of programmes, each with what it may and the way to end it. */
export function TokensList({ tokens, timeZone, path, whose, onChanged }: TokensListProps) {
  const [told, setTold] = useState<string | null>(null);
  const end = useMutation({
    mutationFn: ({ id }: ApiTokenView) => removeReading(apiTokenList, `${path}/${id}`),
    onSuccess: (list, { name }) => {
      setTold(`The token of ${name} holds no more.`);
      onChanged(list.tokens);
    },
  });
  const said = end.error === null ? told : end.error.message;
  return (
    <>
      <ul>
        {tokens.map((token) => {
          const { id, login, name, since, until, lastUsedAt } = token;
          return (
            <li
              key={id}
              className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0"
            >
              <div className="min-w-0 flex-1 basis-72">
                <p className="font-medium break-words">
                  {name}
                  {whose && <span className="ml-2 font-normal text-muted">of {login}</span>}
                </p>
                <p className="text-xs text-muted">may {token.deeds.map(wordsOf).join("; ")}</p>
                <p className="text-xs text-muted">
                  since {writeMoment(since, timeZone)} · until {writeMoment(until, timeZone)} ·{" "}
                  {lastUsedAt === null ? "never used" : `last used ${writeMoment(lastUsedAt, timeZone)}`}
                </p>
              </div>
              {path !== null && (
                <Button
                  kind="quiet"
                  aria-label={`End the token of ${name}`}
                  disabled={end.isPending}
                  onClick={() => end.mutate(token)}
                >
                  End
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <p
        role="status"
        className={said === null ? "sr-only" : "border-t border-line px-4 py-3 text-xs text-muted"}
      >
        {said}
      </p>
    </>
  );
}

const wordsOf = (deed: string): string => (isDeed(deed) ? deeds[deed].does : deed);
