import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { DeviceTraffic } from "../../app/devices/create-device-traffic.ts";
import { type Devices, defaultHold, type NewKey } from "../../app/devices/create-devices.ts";
import { type BrokerPlace, settingsToPaste } from "../../app/devices/settings-to-paste.ts";
import { writeSettingsFile } from "../../app/devices/write-settings-file.ts";
import type { CsvTable } from "../../app/imports/csv-table.ts";
import { deviceBatch, deviceBatchPreview, madeBatch } from "../../contract/http/device-batch.ts";
import {
  addDevice,
  devicePage,
  deviceTest,
  deviceView,
  type NewKeyView,
  newKey,
  rotateKey,
} from "../../contract/http/devices.ts";
import { problem } from "../../contract/http/problem.ts";
import { may } from "../../domain/rights/may.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface DeviceParts {
  readonly devices: Devices;
  readonly traffic: DeviceTraffic;
  /** Where devices find the broker, as far as this server knows. */
  readonly place: () => BrokerPlace;
  /** Whether senders without a name are let in; null on a broker of one's own. */
  readonly anonymous: () => boolean | null;
  /** How many connections a device has; null on a broker of one's own. */
  readonly connections: (name: string) => number | null;
  /** Takes a CSV file apart. */
  readonly readTable: (text: string) => Promise<CsvTable>;
}

/** The text of a file of devices, each letter escaped. */
const batchBytes = 3 * 1024 * 1024;

/** Devices with a name and a key: who there is, adding one, another key, and what it sent last. */
export function deviceRoutes(plain: FastifyInstance, parts: DeviceParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { devices, traffic } = parts;
  const tags = ["devices"];
  const params = z.object({ name: z.string().min(1).max(63) });
  const unknown = (reply: FastifyReply, name: string): FastifyReply =>
    sendProblem(reply, 404, "There is no such device", {
      detail: `${name}: devices with a key are listed at /api/v1/devices`,
    });
  const told = ({ device, key }: NewKey): NewKeyView => ({
    device,
    key,
    settings: [...settingsToPaste(device, key, parts.place())],
  });

  app.get(
    "/api/v1/devices",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "Devices with a name and a key, and what the broker refused",
        response: { 200: devicePage },
      },
    },
    async () => ({
      devices: [...(await devices.list())],
      anonymous: parts.anonymous(),
      refusals: traffic.refusals().slice(0, 500),
    }),
  );

  app.post(
    "/api/v1/devices",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary: "Add a device; its key is told this once",
        body: addDevice,
        response: { 201: newKey, 400: problem, 403: problem, 409: problem },
      },
    },
    async ({ body, actor }, reply) => {
      const added = await devices.add(body, actor);
      if ("refused" in added) {
        const { field, because, detail } = added.refused;
        return sendProblem(reply, because === "exists" ? 409 : 400, "The device was not added", {
          detail,
          errors: [{ field, message: detail }],
        });
      }
      return reply.status(201).send(told(added));
    },
  );

  app.post(
    "/api/v1/devices/batch/preview",
    {
      ...whole("reader.write"),
      bodyLimit: batchBytes,
      schema: {
        tags,
        summary: "What a CSV file of devices would add, and what is wrong with it by row and column",
        body: deviceBatch,
        response: { 200: deviceBatchPreview, 400: problem, 403: problem },
      },
    },
    async ({ body }) => devices.previewBatch(await parts.readTable(body.csv)),
  );
  app.post(
    "/api/v1/devices/batch",
    {
      ...whole("reader.write"),
      bodyLimit: batchBytes,
      schema: {
        tags,
        summary: "Add all devices of a CSV file, or none; their keys are told this once",
        body: deviceBatch,
        response: { 201: madeBatch, 400: problem, 403: problem },
      },
    },
    async ({ body, actor }, reply) => {
      const done = await devices.addBatch(await parts.readTable(body.csv), actor);
      if ("refused" in done) {
        const { rows, faults } = done.refused;
        const wrong = [
          ...faults,
          ...rows.flatMap(({ line, faults: those }) =>
            those.map(({ column, message }) => `line ${line}, ${column}: ${message}`),
          ),
        ];
        return sendProblem(reply, 400, "No device was added", {
          detail: wrong[0] ?? "nothing stands in the file",
          errors: wrong.slice(0, 100).map((message) => ({ field: "csv", message })),
        });
      }
      const made = done.added.map(told);
      return reply.status(201).send({ devices: made, file: writeSettingsFile(made, parts.place()) });
    },
  );

  app.post(
    "/api/v1/devices/:name/rotate",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary: "A new key, told this once; the old ones hold for a while",
        params,
        body: rotateKey,
        response: { 200: newKey, 400: problem, 403: problem, 404: problem },
      },
    },
    async ({ params: { name }, body, actor }, reply) => {
      const hold =
        body.holdHours === undefined
          ? defaultHold
          : Temporal.Duration.from({ seconds: Math.round(body.holdHours * 3600) });
      const rotated = await devices.rotate(name, hold, actor);
      return rotated === null ? unknown(reply, name) : told(rotated);
    },
  );

  for (const [word, summary] of [
    ["disable", "Disable a device: its connections end at once, and no key of it opens"],
    ["enable", "Let a device in again, by the keys that have not ended"],
  ] as const) {
    app.post(
      `/api/v1/devices/:name/${word}`,
      {
        ...whole("reader.write"),
        schema: { tags, summary, params, response: { 200: deviceView, 403: problem, 404: problem } },
      },
      async ({ params: { name }, actor }, reply) => {
        return (await devices[word](name, actor)) ?? unknown(reply, name);
      },
    );
  }

  app.get(
    "/api/v1/devices/:name/test",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "What arrived of a device last, how it was read, and what was refused",
        params,
        response: { 200: deviceTest, 404: problem },
      },
    },
    async ({ params: { name }, actor }, reply) => {
      const device = await devices.find(name);
      if (device === null) return unknown(reply, name);
      return {
        device,
        connections: parts.connections(name),
        // Who puts readers on walls need not know who walks by.
        arrived: traffic.lastOf(name, may(actor, "scan.read", null).may),
        refusals: [...traffic.refusals(name)],
      };
    },
  );
}
