/** The school that the benchmarks pretend: 1,200 students, each with a place in 20 of 40 standing classes. */
export const studentCount = 1200;
export const roomCount = 40;
export const roomsPerStudent = 20;
/** A place is a student in a class; each has one mark a day. */
export const placeCount = studentCount * roomsPerStudent;
/** How far back the enrolments reach; a device may date a scan 35 days back. */
export const enrolledDays = 40;

export const studentId = (n: number): string => `S${String(100_000 + n)}`;
export const roomCode = (n: number): string => `R-${String(n + 1).padStart(2, "0")}`;

/** The room numbers of a student. */
export const roomsOfStudent = (student: number): readonly number[] =>
  Array.from({ length: roomsPerStudent }, (_, k) => (student + k) % roomCount);

/** Student and room of a place; neighbours in number are different students. */
export function placeAt(place: number): { readonly student: number; readonly room: number } {
  const student = place % studentCount;
  return { student, room: (student + Math.floor(place / studentCount)) % roomCount };
}

/** Where the timetabled sessions of a school with both kinds are: no standing class is there. */
export const lectureRoomCode = (n: number): string => `L-${String(n + 1).padStart(2, "0")}`;

/** The room in which a student's timetabled class meets. */
export const lectureRoomOf = (student: number): number => student % roomCount;
