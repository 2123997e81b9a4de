// First of all: the page's policy forbids what zod would try.
import "../app/api/validation-without-eval.ts";
import "./kiosk.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { KioskApp } from "./screens/kiosk-app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <KioskApp />
  </StrictMode>,
);
