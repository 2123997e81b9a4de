import type { BrokerRefusal } from "../../../src/contract/http/devices.ts";

/** What the broker would not let somebody do, and what to look at. */
export const brokerRefusalWords: Readonly<
  Record<BrokerRefusal["reason"], { readonly what: string; readonly remedy: string }>
> = {
  unknown_device: {
    what: "no device has this name",
    remedy: "its user name is misspelled, or it was never added",
  },
  wrong_key: { what: "the key is wrong", remedy: "paste it anew, or give the device a new one" },
  key_ended: { what: "its key has ended", remedy: "paste the new one" },
  disabled: { what: "it is shut out, and tries to come in", remedy: "let it in again, or take it down" },
  no_name: { what: "it came without a name", remedy: "give it the name and the key of a device" },
  foreign_client_id: { what: "its client id names another device", remedy: "let it choose its own" },
  foreign_will: { what: "its last will is not about itself", remedy: "a will goes to its own status" },
  foreign_topic: { what: "it spoke where it may not", remedy: "compare its topics with its address" },
  foreign_sender: {
    what: "it spoke for another",
    remedy: "the message names another place or device than its address",
  },
  foreign_subscription: {
    what: "it wanted to hear what is not for it",
    remedy: "it hears its receipts and commands alone",
  },
  retained: { what: "it wanted to keep a message at the broker", remedy: "switch its retain flag off" },
  too_large: { what: "a packet was too large", remedy: "a scan has at most 16 KiB" },
  too_many_connections: { what: "it connected many times over", remedy: "two devices may have one key" },
  too_many_subscriptions: {
    what: "it subscribed to too much",
    remedy: "it needs its receipts and commands alone",
  },
  slowed: { what: "it was slowed, and lost nothing", remedy: "it sends more than 100 messages a second" },
};
