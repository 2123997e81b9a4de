import encodeQR from "qr";
import { useMemo } from "react";
import type { Card } from "../keeper/keeper-calls.ts";
import { BigButton } from "../screens/big-button.tsx";

/** The QR code and PIN of a person, shown this once: neither is kept. */
export function CardView({ card, onDone }: { card: Card; onDone: () => void }) {
  const code = useMemo(() => {
    const svg = encodeQR(card.token, "svg", { ecc: "medium", border: 4 });
    return `data:image/svg+xml;base64,${btoa(svg)}`;
  }, [card.token]);
  return (
    <section aria-label="Card" className="flex flex-col items-start gap-5">
      <p className="text-kiosk-sm print:hidden">
        Print this card or let the student photograph it now. It cannot be shown again; a lost card is renewed
        in the list of people.
      </p>
      <div className="flex flex-wrap items-center gap-8 rounded-panel border-2 border-line-strong bg-surface p-6">
        <img
          src={code}
          alt={`QR code of ${card.studentId}`}
          data-token={card.token}
          className="size-56 bg-paper [image-rendering:pixelated]"
        />
        <dl className="flex flex-col gap-2 text-kiosk-sm">
          <dt className="text-muted">Student</dt>
          <dd className="text-kiosk font-semibold">{card.studentId}</dd>
          <dt className="text-muted">PIN</dt>
          <dd data-pin className="font-mono text-kiosk-lg font-semibold tracking-widest">
            {card.pin}
          </dd>
        </dl>
      </div>
      <div className="flex gap-3">
        <BigButton onClick={() => print()}>Print</BigButton>
        <BigButton kind="primary" onClick={onDone}>
          Done
        </BigButton>
      </div>
    </section>
  );
}
