/** The smaller pieces: sources, promotions, the handoff and errors. */

import { h, icon, link } from "../dom";
import type { Passage, Promotion } from "../types";
import type { ViewContext } from "./context";

export function citationsView(passages: Passage[], promotions: Promotion[], context: ViewContext): HTMLElement {
  const { texts, format } = context;
  return h("div", { class: "citations" },
    ...promotions.map((promotion) => h("article", { class: "box promotion", part: "promotion" },
      h("h3", { dir: "auto" }, promotion.title),
      h("p", { dir: "auto" }, promotion.text),
      h("p", { class: "muted" },
        promotion.code && h("span", { class: "code" }, `${texts.code} `, h("code", {}, promotion.code)),
        promotion.code && " ",
        texts.validUntil(format.date(promotion.ends))))),
    passages.length > 0 && h("section", { class: "sources", "aria-live": "off", "aria-label": texts.sources },
      h("h3", {}, texts.sources),
      h("ol", {}, ...passages.map((passage, index) => h("li", {},
        h("span", { class: "number", "aria-hidden": "true" }, String(index + 1)),
        h("div", {},
          link(passageUrl(passage), { class: "source", dir: "auto" },
            [passage.title, passage.heading].filter(Boolean).join(" – ")),
          h("details", {}, h("summary", {}, texts.passage), h("blockquote", { dir: "auto" }, passage.text))))))),
  );
}

function passageUrl(passage: Passage): string | null {
  if (!passage.url) return null;
  return passage.anchor && !passage.url.includes("#") ? `${passage.url}#${passage.anchor}` : passage.url;
}

export function handoffView(ticket: string, reason: string, { texts }: ViewContext): HTMLElement {
  return h("section", { class: "box handoff", part: "handoff" },
    icon("person"),
    h("div", {},
      h("h3", {}, texts.handoff),
      reason && h("p", { dir: "auto" }, reason),
      h("p", { class: "muted" }, texts.ticket(ticket))));
}

export function errorView(words: string, context: ViewContext, retry: (() => void) | null): HTMLElement {
  const box = h("div", { class: "box error", part: "error" }, h("p", { dir: "auto" }, words));
  if (retry) {
    box.append(h("button", {
      type: "button", class: "button again", part: "button", onclick: () => (box.remove(), retry()),
    }, context.texts.tryAgain));
  }
  return box;
}
