import { describe, expect, test } from "vitest";
import { placesOfLocation } from "../../../../src/domain/timetable/places-of-location.ts";
import { calendar, event, read } from "./read-for-test.ts";

const hour = ["DTSTART:20261005T090000Z", "DURATION:PT1H"];

describe("staff behind a label of a description", () => {
  test.each([
    "Docente:",
    "Docenti:",
    "Docente/i:",
    "Enseignant :",
    "Enseignant(e)s\u00a0:",
    "Enseignant·e :",
    "Dozent:",
    "Dozent:in:",
    "Dozent/in:",
    "Dozierende:",
    "Lehrkraft:",
    "Lehrkräfte:",
    "Lehrer/innen:",
    "Profesor:",
    "Profesor/a:",
    "Profesores:",
    "Professor*innen:",
    "Professeur :",
    "Intervenant :",
    "Lecturer(s):",
    "Taught by:",
    "Lesgever:",
    "Prowadzący:",
    "Lecturer：",
    "Unterrichtet von:",
    "Gehalten von:",
    "Geleitet von:",
    "Durchgeführt von:",
    "Dozentin:",
    "Dozent/-in:",
    "Dozent_innen:",
    "Lehrende:",
    "Lehrende/r:",
    "Lehrender:",
    "Lehrbeauftragte/r:",
    "Vortragender:",
    "Vortragende/r:",
    "Kursleiterin:",
    "Seminarleitung:",
    "Delivered by:",
    "Presented by:",
    "Presenter:",
    "Trainer:",
    "Demonstrator:",
    "Teaching assistants:",
    "Enseigné par :",
    "Animé par :",
    "Chargé de TD :",
    "Dictado por:",
    "A cargo de:",
    "Insegnato da:",
    "A cura di:",
    "Ministrado por:",
    "Lecionado por:",
    "Professor(a):",
    "Gegeven door:",
    "Verzorgd door:",
    "Docent(en):",
    "Undervises av:",
    "Prowadzone przez:",
    "Vyučuje:",
  ])("%s", (label) => {
    const text = calendar(
      event("UID:a", ...hour, "SUMMARY:CS-1", `DESCRIPTION:Week 3\\n${label} Ann Lee\\nBring a pen`),
    );
    expect(read(text).content.sessions[0]?.staff).toEqual(["Ann Lee"]);
  });

  test.each([
    "Tutorial: Room 3",
    "Lecture: Graphs",
    "Training: Graphs",
    "Presentation: Graphs",
    "Lehre: Graphen",
    "Documents: on the server",
  ])("%s names nobody", (line) => {
    const text = calendar(event("UID:a", ...hour, "SUMMARY:CS-1", `DESCRIPTION:${line}`));
    expect(read(text).content.sessions[0]?.staff ?? []).toEqual([]);
  });
});

describe("a place", () => {
  test.each([
    "Sala virtual",
    "Sala virtual 3",
    "Aula virtuale",
    "Aula Virtual",
    "Salle virtuelle 2",
    "Virtueller Hörsaal 1",
    "Virtual Classroom B",
    "en distanciel",
    "À distance",
    "A distanza",
    "Teams-Besprechung",
    "Microsoft Teams-Besprechung",
    "Réunion Microsoft Teams",
    "Riunione di Microsoft Teams",
    "Reunión de Microsoft Teams",
    "Videokonferenz",
    "online",
    "Zoom",
  ])("%s is remote", (location) => {
    expect(placesOfLocation(location, "guess")).toMatchObject({ mode: "remote", rooms: [] });
  });

  test.each([
    ["Virtual Reality Lab 2"],
    ["Sala 3"],
    ["Aula Magna"],
    ["Raum 12"],
    ["Distance Learning Lab 4"],
  ])("%s is a room", (location) => {
    expect(placesOfLocation(location, "guess")).toMatchObject({ mode: "in_person", rooms: [location] });
  });

  test("a room and a place online are both", () => {
    expect(placesOfLocation("Aula 3 y Zoom", "guess")).toMatchObject({ mode: "hybrid", rooms: ["Aula 3"] });
  });
});

test.each([
  ["K0\\, K1", ["K0", "K1"]],
  ["7A\\,7B:Maths", ["7A", "7B"]],
  ["Ethics\\, Part 2", ["Ethics, Part 2"]],
])("the summary %s is of the classes %j", (summary, classes) => {
  const result = read(calendar(event("UID:a", ...hour, `SUMMARY:${summary}`)));
  expect(result.content.sessions[0]?.classes).toEqual(classes);
  expect(result.content.classes.map(({ key }) => key)).toEqual(classes);
  expect(result.notes.filter(({ column }) => column === "SUMMARY")).toHaveLength(classes.length > 1 ? 1 : 0);
});
