import { memo, useMemo } from "react";
import { toneInk } from "../../ui/looks.ts";
import { useMedia } from "../../ui/use-media.ts";
import { flowEdges, flowRoutes, flowSteps, type RouteName, type StepId } from "./flow-steps.ts";
import {
  type Box,
  type FlowLayout,
  layOutAcross,
  layOutDown,
  roundedPath,
  routePath,
} from "./lay-out-flow.ts";
import type { StepFigures } from "./step-figures.ts";
import { type Travelling, useTravellers } from "./use-travellers.ts";

interface FlowPictureProps {
  readonly figures: readonly StepFigures[];
  readonly chosen: StepId;
  readonly onChoose: (id: StepId) => void;
  /** The id of the element that explains the chosen step. */
  readonly explainedBy: string;
}

const cornerRadius = 14;

/** The way of a message, drawn; messages are seen on their way where motion is wanted. */
export function FlowPicture({ figures, chosen, onChoose, explainedBy }: FlowPictureProps) {
  const wide = useMedia("(width >= 64rem)");
  const moving = useMedia("(prefers-reduced-motion: no-preference)");
  const layout = useMemo(() => (wide ? layOutAcross(flowSteps) : layOutDown(flowSteps)), [wide]);
  const { travelling, arrived } = useTravellers(moving);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture has no element for a group of its own
    <svg
      role="group"
      aria-label="The way of a message through the server, step by step"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      className={`mx-auto block h-auto w-full ${wide ? "max-h-[70dvh]" : "max-w-md"}`}
    >
      <Lines layout={layout} />
      <Messages layout={layout} travelling={travelling} onArrived={arrived} />
      {figures.map((one) => {
        const box = layout.boxes.get(one.step.id);
        return (
          box !== undefined && (
            <Step
              key={one.step.id}
              figures={one}
              box={box}
              chosen={one.step.id === chosen}
              onChoose={onChoose}
              explainedBy={explainedBy}
            />
          )
        );
      })}
    </svg>
  );
}

const Lines = memo(function Lines({ layout }: { layout: FlowLayout }) {
  return (
    <g aria-hidden>
      <defs>
        <marker
          id="flow-tip"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0.5 7.5 4 0 7.5Z" className="fill-line-strong" />
        </marker>
      </defs>
      {flowEdges.map(({ from, to, aside }) => (
        <path
          key={`${from} ${to}`}
          d={roundedPath(layout.line(from, to), cornerRadius)}
          fill="none"
          strokeWidth={1.5}
          strokeDasharray={aside ? "4 4" : undefined}
          markerEnd="url(#flow-tip)"
          className="stroke-line-strong"
        />
      ))}
    </g>
  );
});

interface MessagesProps {
  readonly layout: FlowLayout;
  readonly travelling: readonly Travelling[];
  readonly onArrived: (key: number) => void;
}

/** Drawn below the steps: a message goes into a step and comes out of it. */
function Messages({ layout, travelling, onArrived }: MessagesProps) {
  const paths = useMemo((): Readonly<Record<RouteName, string>> => {
    const path = (route: RouteName) => routePath(layout, flowRoutes[route], cornerRadius);
    return { stored: path("stored"), repeat: path("repeat"), quarantine: path("quarantine") };
  }, [layout]);
  return (
    <g aria-hidden className="pointer-events-none">
      {travelling.map(({ key, route, tone }) => (
        <g key={key} className={toneInk[tone]}>
          <path
            d={paths[route]}
            fill="none"
            stroke="currentColor"
            strokeWidth={2.5}
            className="animate-light opacity-0"
          />
          <circle
            r={5}
            fill="currentColor"
            onAnimationEnd={() => onArrived(key)}
            className="animate-travel"
            style={{ offsetPath: `path("${paths[route]}")` }}
          />
        </g>
      ))}
    </g>
  );
}

interface StepProps {
  readonly figures: StepFigures;
  readonly box: Box;
  readonly chosen: boolean;
  readonly onChoose: (id: StepId) => void;
  readonly explainedBy: string;
}

function Step({ figures: { step, count, rate, spoken }, box, chosen, onChoose, explainedBy }: StepProps) {
  const { id, word, icon: Icon, tone } = step;
  const choose = () => onChoose(id);
  const middle = box.width / 2;
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button
    <g
      role="button"
      tabIndex={0}
      aria-label={spoken}
      aria-pressed={chosen}
      aria-describedby={chosen ? explainedBy : undefined}
      transform={`translate(${box.x} ${box.y})`}
      onPointerEnter={choose}
      onFocus={choose}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose();
        }
      }}
      className="group cursor-pointer outline-none"
    >
      <rect
        width={box.width}
        height={box.height}
        rx={8}
        strokeWidth={chosen ? 2 : 1.25}
        className={`fill-surface group-focus-visible:stroke-accent group-focus-visible:[stroke-width:3] ${chosen ? "stroke-accent" : "stroke-line-strong"}`}
      />
      <Icon aria-hidden x={9} y={12} width={15} height={15} strokeWidth={2} className={toneInk[tone]} />
      <text x={29} y={24} className="fill-ink text-[12px] font-medium">
        {word}
      </text>
      <text x={middle} y={box.height - 34} textAnchor="middle" className="fill-ink text-[22px] font-medium">
        {count}
      </text>
      <text x={middle} y={box.height - 13} textAnchor="middle" className="fill-muted text-[11px]">
        {rate ?? (step.passing ? "" : step.unit)}
      </text>
    </g>
  );
}
