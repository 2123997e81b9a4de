import { useCallback, useEffect, useState } from "react";
import { downloadText } from "../../ui/download-text.ts";
import type { Card, EnrolledPerson } from "../keeper/keeper-calls.ts";
import type { AskKeeper } from "../keeper/start-keeper.ts";
import { BigButton } from "../screens/big-button.tsx";
import { CardView } from "./card-view.tsx";

/** Everybody enrolled on this kiosk, with what they may ask for: a copy, a new card, and to be forgotten. */
export function PeopleList({ ask }: { ask: AskKeeper }) {
  const [people, setPeople] = useState<readonly EnrolledPerson[] | null>(null);
  const [card, setCard] = useState<Card | null>(null);
  const [asked, setAsked] = useState<{ id: string; what: "face" | "everything" } | null>(null);
  const read = useCallback(async () => setPeople(await ask("list", null)), [ask]);
  useEffect(() => {
    void read();
  }, [read]);

  async function withdraw(id: string, what: "face" | "everything"): Promise<void> {
    await ask("withdraw", { id, what });
    setAsked(null);
    await read();
  }

  async function save({ id, studentId }: EnrolledPerson): Promise<void> {
    const copy = await ask("exportPerson", { id });
    if (copy !== null) downloadText(`${studentId ?? "person"}.json`, "application/json", copy.json);
  }

  if (card !== null) return <CardView card={card} onDone={() => setCard(null)} />;
  if (people === null) return null;
  if (people.length === 0) {
    return <p className="text-kiosk-sm text-muted">Nobody is enrolled on this kiosk yet.</p>;
  }
  return (
    <ul aria-label="People enrolled here" className="flex flex-col gap-3">
      {people.map((person) => {
        const { id, studentId, face } = person;
        const name = studentId ?? "Unreadable record";
        return (
          <li
            key={id}
            aria-label={name}
            className="flex flex-wrap items-center justify-between gap-3 rounded-panel border-2 border-line p-4"
          >
            <div>
              <p className="text-kiosk font-semibold">{name}</p>
              <p className="text-base text-muted">
                {studentId === null
                  ? "This device’s key does not open it; it can only be deleted."
                  : face === null
                    ? "QR code and PIN"
                    : `Face (${face.photos} photos, consent ${face.consentVersion}), QR code and PIN`}
              </p>
            </div>
            <div className="flex flex-wrap gap-2">
              {asked?.id === id ? (
                <>
                  <BigButton kind="danger" onClick={() => void withdraw(id, asked.what)}>
                    {asked.what === "face" ? "Delete the face now" : "Delete everything now"}
                  </BigButton>
                  <BigButton onClick={() => setAsked(null)}>Keep</BigButton>
                </>
              ) : (
                <>
                  {studentId !== null && (
                    <>
                      <BigButton onClick={() => void save(person)}>Export</BigButton>
                      <BigButton onClick={() => void ask("renewCard", { id }).then(setCard)}>
                        New card
                      </BigButton>
                    </>
                  )}
                  {face !== null && (
                    <BigButton onClick={() => setAsked({ id, what: "face" })}>Withdraw face</BigButton>
                  )}
                  <BigButton onClick={() => setAsked({ id, what: "everything" })}>Remove</BigButton>
                </>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
