/** Line drawings that screen readers skip. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  back: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  down: "M6 9.5l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  block: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12",
  send: "M5 12h13M12.5 6l6 6-6 6",
  edit: "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
  note: "M5 4.5h14v10l-5 5H5zM14 19.5v-5h5",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.7-3.6 3.8-5.5 7.5-5.5s6.8 1.9 7.5 5.5",
  robot: "M6 9h12v9.5H6zM12 9V5M9.5 13.2v.6M14.5 13.2v.6M3.5 12v3.5M20.5 12v3.5",
  shield: "M12 3.5l7 2.5v5.5c0 4.3-2.8 7.6-7 9-4.2-1.4-7-4.7-7-9V6zM9 12l2.2 2.2L15.2 10",
  help: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.7 9.6c.2-1.4 1.1-2.1 2.4-2.1 1.4 0 2.4.8 2.4 2 0 1.9-2.4 2-2.4 3.9M12 16.4v.1",
  search: "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l4.5 4.5",
  page: "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4M9.5 12h5M9.5 15.5h5",
  box: "M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5",
  tag: "M4 4.5h7.5l8 8-7 7-8.5-8zM8.2 8.2v.1",
  macro: "M14.5 5l-5 14",
  chat: "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4A2.5 2.5 0 0 1 4 13.5z",
  language: "M4 6h9M8.5 4v2M6 6c.5 3.5 3 6 6 7.5M11 6c-.5 3.5-3 6.5-6.5 8M12.5 20l4-9.5 4 9.5M14 17h5",
  tone: "M4 9h10M4 14h7M4 19h5M4 4.5h16M17 12v6M14 15l3 3.2 3-3.2",
  refresh: "M19 12a7 7 0 1 1-2-4.9M19.5 4v4h-4",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
