/** Charts as inline SVG, each with its figures in words and in a table behind it. */

import { h, svg, table } from "./dom.js";
import { texts } from "./texts.js";

const WIDE = 720;
const HIGH = 180;
const FOOT = 26;
const LEFT = 64;

/** One stacked column a day: what helped, and above it what failed. */
export function dailyChart(days, format) {
  const words = texts.daily;
  const most = Math.max(1, ...days.map((day) => day.turns));
  const step = (WIDE - LEFT) / days.length;
  const bar = Math.max(1, Math.min(26, step * 0.72));
  const height = (count) => (count / most) * (HIGH - FOOT - 8);
  const columns = days.map((day, place) => {
    const x = LEFT + place * step + (step - bar) / 2;
    const fine = height(day.turns - day.troubled);
    const failed = height(day.troubled);
    const base = HIGH - FOOT;
    return svg("g", {},
      svg("title", {}, `${format.day(day.day)}: ${day.turns}, ${day.troubled}`),
      svg("rect", { class: "fine", x, y: base - fine, width: bar, height: fine, rx: Math.min(3, bar / 3) }),
      svg("rect", { class: "failed", x, y: base - fine - failed, width: bar, height: failed, rx: Math.min(3, bar / 3) }));
  });
  const every = Math.max(1, Math.ceil(days.length / 6));
  const marks = days.map((day, place) => place % every === 0 && svg("text", {
    x: LEFT + place * step + step / 2, y: HIGH - 4, "text-anchor": "middle",
  }, format.day(day.day)));
  const scale = [0, most].map((count) => svg("g", {},
    svg("line", { class: "grid", x1: LEFT, x2: WIDE, y1: HIGH - FOOT - height(count), y2: HIGH - FOOT - height(count) }),
    svg("text", { x: LEFT - 6, y: HIGH - FOOT - height(count) + 4, "text-anchor": "end" }, format.number(count))));
  const total = days.reduce((sum, day) => sum + day.turns, 0);
  const failed = days.reduce((sum, day) => sum + day.troubled, 0);
  const summary = words.summary(format.number(total), days.length, format.number(failed));
  return h("figure", { class: "chart" },
    svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": summary }, scale, columns, marks),
    h("figcaption", {},
      h("span", { class: "legend" }, h("i", { class: "swatch fine" }), words.fine),
      h("span", { class: "legend" }, h("i", { class: "swatch failed" }), words.failed)),
    behind(words.title, words.heads, days.map((day) => [format.day(day.day), day.turns, day.troubled])));
}

/** Horizontal bars with their names and counts: a table that shows at a glance what is long. */
export function bars(caption, heads, rows, format) {
  const most = Math.max(1, ...rows.map((row) => row.count));
  return h("table", { class: "bars" },
    h("caption", { class: "hidden" }, caption),
    h("thead", { class: "hidden" }, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map((row) => h("tr", {},
      h("th", { scope: "row" }, row.name),
      h("td", {}, meter(row.count / most, row.class ?? "fine"), h("span", { class: "number" }, format.number(row.count)))))));
}

/** A bar as long as a share of 0 to 1. */
export function meter(share, className) {
  return svg("svg", { class: "meter", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "track", width: 100, height: 8 }),
    svg("rect", { class: className, width: 100 * Math.min(1, share), height: 8 }));
}

export function behind(caption, heads, rows) {
  return h("details", { class: "behind" }, h("summary", {}, texts.daily.table), table(caption, heads, rows));
}
