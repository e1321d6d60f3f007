/** The style sheet of the drawings, for pages that show arcs over seats, counts or choices. */
import "./draw.css";
