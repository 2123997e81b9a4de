/** Courses of study, each with the classes that are taught in it. */
export const courseCatalogue = [
  {
    code: "AST",
    title: "Astronomy",
    classes: ["Night Sky", "Orbits", "Stellar Light", "Telescopes", "Cosmic History"],
  },
  {
    code: "BIO",
    title: "Biology",
    classes: ["Cells", "Genetics", "Field Ecology", "Physiology", "Microscopy"],
  },
  {
    code: "CHM",
    title: "Chemistry",
    classes: ["Reactions", "Spectra", "Laboratory", "Polymers", "Catalysis"],
  },
  {
    code: "ECO",
    title: "Economics",
    classes: ["Markets", "Public Choice", "Data and Trade", "Money", "Development"],
  },
  { code: "GEO", title: "Geography", classes: ["Rivers", "Maps", "Cities", "Climate", "Borders"] },
  {
    code: "HIS",
    title: "History",
    classes: ["Archives", "Empires", "Oral History", "The Sea", "Revolutions"],
  },
  { code: "LAW", title: "Law", classes: ["Contracts", "Evidence", "Courts", "Constitutions", "Mooting"] },
  {
    code: "LIN",
    title: "Linguistics",
    classes: ["Sounds", "Syntax", "Meaning", "Field Methods", "Language Change"],
  },
  { code: "MAT", title: "Mathematics", classes: ["Analysis", "Algebra", "Probability", "Geometry", "Proof"] },
  {
    code: "MED",
    title: "Medicine",
    classes: ["Anatomy", "Pharmacology", "Ward Rounds", "Public Health", "Ethics"],
  },
  { code: "MUS", title: "Music", classes: ["Harmony", "Ensemble", "Recording", "Composition", "Listening"] },
  { code: "PHY", title: "Physics", classes: ["Mechanics", "Fields", "Waves", "Quanta", "Workshop"] },
] as const;

/** How many classes a course has, where there are enough for all. */
export const classesPerCourse = 5;
