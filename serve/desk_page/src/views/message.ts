/** What one of the three said, and, where the shopper writes another language than the agent reads, its translation. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { CaseModel } from "../models/case";
import type { Message } from "../types";
import { explain, type DeskContext } from "./context";
import { sameLanguage } from "./queue";

export function messageView(message: Message, model: CaseModel, context: DeskContext): HTMLElement {
  const { texts, format } = context;
  return h(
    "article",
    { class: `message from-${message.role}` },
    h(
      "p",
      { class: "message-head" },
      h("span", { class: "speaker", dir: "auto" }, message.role === "assistant" && icon("robot"), speaker()),
      " ",
      h("time", { datetime: message.at }, format.moment(message.at)),
    ),
    h("p", { class: "bubble", dir: "auto" }, message.text),
    message.role === "shopper" && translation(message.text, model, context),
  );

  function speaker(): string {
    if (message.role === "assistant") return texts.speaker.assistant;
    if (message.role === "shopper") return model.view?.case.shopper.name || texts.speaker.shopper;
    return message.agent === context.me.agent.name ? texts.you : message.agent || texts.speaker.agent;
  }
}

/** @returns null where the shopper writes as the agent reads, or no model can translate. */
function translation(text: string, model: CaseModel, context: DeskContext): HTMLElement | null {
  const { api, texts, me, format } = context;
  const own = me.translate && me.languages.find((locale) => sameLanguage(locale, format.locale));
  if (!own || sameLanguage(model.view?.case.locale ?? own, own)) return null;
  const button = h("button", { type: "button", class: "text-button", onclick: () => void translate(own) }, texts.translate);
  const place = h("div", { class: "translation" }, button);
  return place;

  async function translate(to: string): Promise<void> {
    button.replaceChildren(texts.translating);
    try {
      const { text: said } = await api.translate(model.id, text, to);
      place.replaceChildren(h("p", { class: "muted", dir: "auto", lang: to }, said));
    } catch (error) {
      button.replaceChildren(texts.translate);
      context.toast(explain(error, texts), true);
    }
  }
}
