import { createHmac } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWebhookSender } from "../../../src/adapters/webhooks/create-webhook-sender.ts";
import { newSecret } from "../../../src/adapters/webhooks/new-secret.ts";
import { signBody } from "../../../src/adapters/webhooks/sign-body.ts";
import { webhookAddresses } from "../../../src/adapters/webhooks/webhook-addresses.ts";
import { openWebhookReceiver, type WebhookReceiver } from "./webhook-receiver.ts";

const now = Temporal.Instant.from("2026-11-20T07:00:00.900Z");
const request = { secret: "s3cret", body: '{"name":"Zoë"}', delivery: "d1", now };
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.stop());

const sender = (permitted: readonly string[] = ["localhost"], patienceMs = 5_000) =>
  createWebhookSender({ addresses: webhookAddresses(permitted), userAgent: "Muster/test", patienceMs });

describe("a delivery", () => {
  test("is signed over its raw bytes and the time", async () => {
    await sender().post({ ...request, url: receiver.url });
    const [got, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(got?.body).toBe(request.body);
    expect(got?.headers["muster-delivery"]).toBe("d1");
    const [, seconds = "", signature = ""] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers["muster-signature"])) ?? [];
    expect(Number(seconds)).toBe(Math.floor(now.epochMilliseconds / 1000));
    const expected = createHmac("sha256", "s3cret").update(`${seconds}.${got?.body}`, "utf8").digest("hex");
    expect(signature).toBe(expected);
  });

  test("of another time, body or secret is signed otherwise", () => {
    const signatures = [
      signBody("a", "k", now),
      signBody("a", "k", now.add({ seconds: 1 })),
      signBody("b", "k", now),
      signBody("a", "l", now),
    ];
    expect(new Set(signatures).size).toBe(4);
    expect(newSecret()).not.toBe(newSecret());
  });

  test.each([
    [200, "taken", null],
    [299, "taken", null],
    [400, false, "HTTP 400"],
    [410, true, "HTTP 410"],
    [500, false, "HTTP 500"],
  ] as const)("answered by %i is %s", async (status, forGood, code) => {
    receiver.answer(status);
    const outcome = await sender()
      .post({ ...request, url: receiver.url })
      .then(
        () => "taken",
        (error: unknown) => error,
      );
    if (code === null) expect(outcome).toBe("taken");
    else expect(outcome).toMatchObject({ name: "NotDelivered", forGood, code });
  });

  test("is not carried to where a redirect points", async () => {
    receiver.answer(307, { location: "/elsewhere" });
    await expect(sender().post({ ...request, url: receiver.url })).rejects.toMatchObject({
      message: "answered 307, and redirects are not followed",
      forGood: false,
    });
    expect(receiver.received).toHaveLength(1);
  });

  test("that nobody answers ends after its patience, and one on its way ends with the sender", async () => {
    receiver.answer(null);
    await expect(sender(["localhost"], 100).post({ ...request, url: receiver.url })).rejects.toMatchObject({
      code: "TIMEOUT",
      forGood: false,
    });
    const hanging = sender();
    const sent = hanging.post({ ...request, url: receiver.url });
    hanging.close();
    await expect(sent).rejects.toMatchObject({ name: "NotDelivered", forGood: false });
  });

  test("to a private address goes out only where the operator listed it, by name or by address", async () => {
    for (const permitted of [[], ["other.lan"], ["10.0.0.0/8"]]) {
      await expect(sender(permitted).post({ ...request, url: receiver.url })).rejects.toMatchObject({
        code: "ADDRESS",
        forGood: true,
        message: expect.stringContaining("MUSTER_WEBHOOK_PRIVATE"),
      });
    }
    const literal = receiver.url.replace("localhost", "127.0.0.1");
    await expect(sender([]).post({ ...request, url: literal })).rejects.toMatchObject({ code: "ADDRESS" });
    expect(receiver.received).toEqual([]);
    await sender(["127.0.0.0/8", "::1"]).post({ ...request, url: receiver.url });
    await sender(["127.0.0.1"]).post({ ...request, url: literal });
    expect(receiver.received).toHaveLength(2);
  });
});

describe("the address", () => {
  const addresses = webhookAddresses(["10.1.0.0/16"]);
  test.each([
    ["https://example.org/hook?key=1", true],
    ["http://example.org", true],
    ["http://10.1.255.255/", true],
    ["http://10.2.0.1/", false],
    ["http://169.254.169.254/latest", false],
    ["http://[::1]/", false],
    ["http://[::ffff:10.2.0.1]/", false],
    ["http://[fd00::1]/", false],
    ["http://0x7f.1/", false],
    ["http://2130706433/", false],
    ["http://8.8.8.8/", true],
    ["ftp://example.org/", false],
    ["file:///etc/passwd", false],
    ["https://user:word@example.org/", false],
    ["https://example.org/#part", false],
    ["example.org", false],
  ])("%s may be a webhook's: %s", (url, may) => {
    expect(addresses.check(url) === null).toBe(may);
  });

  test.each([
    ["172.15.255.255", true],
    ["172.16.0.0", false],
    ["172.31.255.255", false],
    ["172.32.0.0", true],
    ["100.63.255.255", true],
    ["100.64.0.0", false],
    ["::ffff:127.0.0.1", false],
    ["::ffff:8.8.8.8", true],
    ["64:ff9b::7f00:1", false],
    ["2606:4700::1111", true],
    ["nonsense", false],
  ])("%s is reached by whatever name: %s", (address, reached) => {
    expect(addresses.permits("hooks.example", address)).toBe(reached);
  });
});
