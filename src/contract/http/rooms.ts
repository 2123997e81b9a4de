import { z } from "zod";
import { senderStates } from "../../domain/attendance/sender-state.ts";
import { roomView } from "./roster.ts";
import { todayView } from "./today.ts";

const instant = z.string().describe("RFC 3339, UTC");

/** A room with how well it is watched. What is on in it are those of the day's sessions that name its code. */
export const roomOfDay = z.object({
  room: roomView,
  /** The readers that tell their health and watch it, or watched it in a session of the day. */
  readers: z.array(
    z.object({
      /** Its name in topics. */
      reader: z.string(),
      /** What people call it. */
      name: z.string(),
      state: z.enum(senderStates).nullable().describe("null for one that was not heard of"),
    }),
  ),
  /** Since when the first of them is silent that should not be; null where none is. */
  silentSince: instant.nullable(),
});
export type RoomOfDay = z.infer<typeof roomOfDay>;

/** `GET /api/v1/rooms`: every room of the roster, by code, and the day that goes on in them. */
export const roomsView = z.object({
  /** The change up to which this is the state of things; live changes after it fold in. */
  seq: z.int(),
  today: todayView,
  rooms: z.array(roomOfDay),
  /** What the rooms of a demonstration that has ended are called, which are not among them: registers of before name them. */
  ended: z.array(z.string()),
});
export type RoomsView = z.infer<typeof roomsView>;
