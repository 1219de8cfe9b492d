/** The smaller pieces: sources, promotions, the handoff and errors. */

import { h, icon, link } from "../dom";
import type { Passage, Promotion, TurnEvent } from "../types";
import type { ViewContext } from "./context";

const MOST_SOURCES = 3;

export function promotionView(promotion: Promotion, { texts, format }: ViewContext): HTMLElement {
  return h("article", { class: "box promotion", part: "promotion" },
    h("h3", { dir: "auto" }, promotion.title),
    h("p", { dir: "auto" }, promotion.text),
    h("p", { class: "muted" },
      promotion.code && h("span", { class: "code" }, `${texts.code} `, h("code", {}, promotion.code)),
      promotion.code && " ",
      texts.validUntil(format.date(promotion.ends))));
}

/** What a reply rests on: folded up, each passage once, and no more of them than one would look up. */
export function sourcesView(passages: Passage[], { texts }: ViewContext): HTMLElement {
  const sources = new Map(passages.map((passage) => [`${passageUrl(passage)} ${passageName(passage)}`, passage]));
  const shown = [...sources.values()].slice(0, MOST_SOURCES);
  return h("details", { class: "sources", part: "sources", "aria-live": "off" },
    h("summary", {}, texts.sources(shown.length)),
    h("ol", {}, ...shown.map((passage) =>
      h("li", {}, link(passageUrl(passage), { class: "source", dir: "auto" }, passageName(passage))))));
}

function passageName(passage: Passage): string {
  return [passage.title, passage.heading].filter(Boolean).join(" – ");
}

function passageUrl(passage: Passage): string | null {
  if (!passage.url) return null;
  return passage.anchor && !passage.url.includes("#") ? `${passage.url}#${passage.anchor}` : passage.url;
}

/** The receipt; when somebody answers is said below it. */
export function handoffView(event: Extract<TurnEvent, { type: "handoff" }>, { texts }: ViewContext): HTMLElement {
  const { ticket, reason } = event;
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
