import encodeQR from "qr";
import { useMemo } from "react";

/** Drawn here: what it leads to goes to no other server. Dark on light in either theme, since cameras want that. */
export function QrPicture({ address, word }: { readonly address: string; readonly word: string }) {
  const picture = useMemo(
    () => `data:image/svg+xml;base64,${btoa(encodeQR(address, "svg", { ecc: "medium", border: 3 }))}`,
    [address],
  );
  return (
    <img
      src={picture}
      alt={word}
      className="aspect-square w-full rounded-panel border border-line bg-paper [image-rendering:pixelated]"
    />
  );
}
