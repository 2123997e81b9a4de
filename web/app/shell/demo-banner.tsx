import { FlaskConical } from "lucide-react";
import { useState } from "react";
import type { SystemView } from "../../../src/contract/http/system.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { DemoCameraButton } from "./demo-camera-button.tsx";
import { EndDemoDialog } from "./end-demo-dialog.tsx";

/** Says that students are pretended, plays scans for them, and ends that on request. */
export function DemoBanner({ demo }: { demo: SystemView["demo"] }) {
  const [asking, setAsking] = useState(false);
  const students = demo.students === 1 ? "1 pretend student" : `${demo.students} pretend students`;
  const classes = demo.classes === 1 ? "1 class" : `${demo.classes} classes`;
  return (
    <>
      <Banner
        icon={FlaskConical}
        kind="notice"
        title="Demo."
        action={
          <div className="flex flex-wrap items-center gap-2">
            <DemoCameraButton />
            <Button kind="quiet" onClick={() => setAsking(true)}>
              End the demo…
            </Button>
          </div>
        }
      >
        {students} in {classes} are enrolled.{" "}
        <span className="hidden sm:inline">Real students and scans work beside them.</span>
      </Banner>
      {asking && <EndDemoDialog students={demo.students} onClose={() => setAsking(false)} />}
    </>
  );
}
