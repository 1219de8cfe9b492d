/** Building elements from data that may be hostile: text becomes text nodes, nothing is ever parsed. */

const SVG = "http://www.w3.org/2000/svg";

function built(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Creates an element; `on…` properties are listeners. */
export function h(tag, properties = {}, ...children) {
  return built(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return built(document.createElementNS(SVG, tag), properties, children);
}

/** A table with its caption; the first column names the rows. Numbers stand at the right. */
export function table(caption, heads, rows) {
  const cell = (value, place) =>
    place ? h("td", { class: typeof value === "number" ? "number" : null }, String(value)) : h("th", { scope: "row" }, String(value));
  return h("div", { class: "wide", tabindex: 0, role: "group", "aria-label": caption },
    h("table", {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}
