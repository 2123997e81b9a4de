import { DatabaseZap, ShieldAlert, Unplug } from "lucide-react";
import type { SystemView } from "../../../src/contract/http/system.ts";
import { Banner } from "../../ui/banner.tsx";
import { DemoBanner } from "./demo-banner.tsx";

interface SystemBannersProps {
  readonly system: SystemView;
  /** true on the page where one begins: what is pretended is told there. */
  readonly start: boolean;
}

/** What everybody who looks at any page has to know first; empty when all is well. */
export function SystemBanners({ system, start }: SystemBannersProps) {
  const { open, store, broker, intake, demo } = system;
  return (
    <section aria-label="Notices" className="print:hidden">
      {open.allowed && (
        <Banner icon={ShieldAlert} kind="alarm" title="Open to the network without sign-in.">
          Anybody who reaches {open.host} can read attendance and send scans. Use it for trials only.
        </Banner>
      )}
      {!store.available && (
        <Banner icon={DatabaseZap} kind="trouble" title="The store is away.">
          {intake.waiting === 0 ? "Scans wait" : `${intake.waiting} scans wait`} and nothing is confirmed to
          devices until it is back. {store.trouble}
        </Banner>
      )}
      {!broker.connected && (
        <Banner icon={Unplug} kind="trouble" title="The broker is out of reach.">
          No scans arrive from {broker.address}. Devices that keep an outbox send theirs once it is back.
        </Banner>
      )}
      {intake.overflowed > 0 && (
        <Banner icon={DatabaseZap} kind="trouble" title="Scans were lost.">
          {intake.overflowed} unconfirmed messages came in while the store was away and more than could wait.
        </Banner>
      )}
      {demo.active && start && <DemoBanner demo={demo} />}
    </section>
  );
}
