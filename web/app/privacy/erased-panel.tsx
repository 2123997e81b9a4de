import { Link } from "@tanstack/react-router";
import type { ErasureView } from "../../../src/contract/http/privacy.ts";
import { buttonLook } from "../../ui/button-look.ts";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Panel } from "../../ui/panel.tsx";

/** What an erasure did, and what a search through the whole store found afterwards. */
export function ErasedPanel({ erasure }: { readonly erasure: ErasureView }) {
  const rows = Object.values(erasure.counts).reduce((sum, count) => sum + count, 0);
  const found = Object.entries(erasure.found);
  return (
    <>
      <PageHeading title="Erased" note={`${rows.toLocaleString("en-GB")} entries went or were stripped`} />
      <Panel title="A search through the whole store" className="shrink-0">
        <div className="flex flex-col gap-3 px-4 py-3 text-sm">
          {found.length === 0 ? (
            <p>It found the person nowhere: no id, card, address of mail, sign-in name or whole name.</p>
          ) : (
            <>
              <p className="font-medium text-denied">It found something that may be the person:</p>
              <ul className="list-disc pl-5">
                {found.map(([column, count]) => (
                  <li key={column}>
                    <code className="font-mono">{column}</code>: {count === 1 ? "1 row" : `${count} rows`}
                  </li>
                ))}
              </ul>
            </>
          )}
          <p className="text-muted">
            Faces on kiosks are deleted there. Backups of before still hold the person until they are deleted.
          </p>
          <p>
            <Link to="/privacy" className={buttonLook("plain")}>
              Privacy
            </Link>
          </p>
        </div>
      </Panel>
    </>
  );
}
