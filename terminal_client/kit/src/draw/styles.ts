/** The style sheets of the drawings, for pages that show arcs over seats, counts or choices, or how keys are made. */
import "./ceremony.css";
import "./draw.css";
