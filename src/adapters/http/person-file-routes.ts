import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { WritePapers } from "../../app/exports/paper.ts";
import type { PersonFiles } from "../../app/privacy/create-person-files.ts";
import { filePaper } from "../../app/privacy/file-paper.ts";
import type { NamedThing } from "../../app/rights/ties-store.ts";
import { personFile, wholePersonFile } from "../../contract/http/privacy.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { attachment, once, pdfType, sendStream } from "./export-routes.ts";
import { sendProblem } from "./problems.ts";
import { ofThing, textAt } from "./route-right.ts";

export interface PersonFileParts {
  readonly files: PersonFiles;
  readonly writePdf: WritePapers;
}

export const personInPath = (request: FastifyRequest): NamedThing => ({
  kind: "person",
  id: textAt(request, "params", "id"),
});

export const nobodyHas = (reply: FastifyReply, id: string): FastifyReply =>
  sendProblem(reply, 404, "There is no such person", {
    detail: `id: ${id}; give the id of a student or the user name of staff`,
  });

/** Everything that is kept of one person: to look at, as JSON and as PDF. */
export function personFileRoutes(plain: FastifyInstance, parts: PersonFileParts): void {
  plain.register(async (scope) => {
    // What is kept of somebody is kept nowhere between here and whoever asked.
    scope.addHook("onSend", async (_, reply) => {
      reply.header("cache-control", "private, no-store");
    });
    routes(scope, parts);
  });
}

function routes(plain: FastifyInstance, { files, writePdf }: PersonFileParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["privacy"];
  const params = z.object({ id: identifierText });
  const refusals = { 400: problem, 404: problem };

  app.get(
    "/api/v1/people/:id/file",
    {
      ...ofThing("file.read", personInPath),
      schema: {
        tags,
        summary: "Everything that is kept of a person, table by table",
        params,
        response: { 200: personFile, ...refusals },
      },
    },
    async ({ params: { id } }, reply) => (await files.file(id)) ?? nobodyHas(reply, id),
  );
  app.get(
    "/api/v1/people/:id/file.json",
    {
      ...ofThing("file.read", personInPath),
      schema: {
        tags,
        summary: "The same to take along, with a student's marks explained",
        params,
        response: { 200: wholePersonFile, ...refusals },
      },
    },
    async ({ params: { id } }, reply) => {
      const file = await files.whole(id);
      if (file === null) return nobodyHas(reply, id);
      reply.header("content-disposition", attachment(`file-${id}.json`));
      return file;
    },
  );
  app.get(
    "/api/v1/people/:id/file.pdf",
    {
      ...ofThing("file.read", personInPath),
      schema: {
        tags,
        summary: "The same to print",
        params,
        response: { 200: z.string().describe("The file"), ...refusals },
      },
    },
    async ({ params: { id } }, reply) => {
      const file = await files.whole(id);
      if (file === null) return nobodyHas(reply, id);
      const about = { title: `File of ${id}`, madeAt: file.asOf };
      return sendStream(reply, pdfType, `file-${id}.pdf`, writePdf(once(filePaper(file)), about));
    },
  );
}
