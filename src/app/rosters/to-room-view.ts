import type { z } from "zod";
import type { roomView } from "../../contract/http/roster.ts";
import type { StoredRoom } from "./roster-transaction.ts";

/** A room as pages and machines are told of it: its code is no other name of it. */
export const toRoomView = ({ names, ...room }: StoredRoom): z.infer<typeof roomView> => ({
  ...room,
  aliases: names.filter((name) => name !== room.code),
});
