/** Asks once how the conversation was; it takes no focus, and goes away when the shopper doesn't care to say. */

import { h } from "../dom";
import type { Texts } from "../texts";

const LONGEST = 1_000;

export class SurveyView {
  readonly element: HTMLElement;
  readonly #news: HTMLElement;
  readonly #texts: Texts;
  readonly #send: (score: number, comment: string) => Promise<void>;
  readonly #left: () => void;
  #form: HTMLElement | null = null;
  #sending = false;

  /**
   * @param send takes the answer; @throws when it couldn't be sent.
   * @param left called when the form is gone, to give the focus back.
   */
  constructor(texts: Texts, send: (score: number, comment: string) => Promise<void>, left: () => void) {
    this.#texts = texts;
    this.#send = send;
    this.#left = left;
    this.#news = h("p", { class: "survey-news", role: "status" });
    this.element = h("div", { class: "survey" }, this.#news);
  }

  ask(): void {
    if (this.#form) return;
    const { survey } = this.#texts;
    const comment = h("textarea", { id: "survey-comment", rows: 2, maxlength: LONGEST, dir: "auto" });
    const more = h("div", { class: "survey-more", hidden: true },
      h("label", { for: "survey-comment" }, survey.comment), comment);
    const send = h("button", { type: "submit", class: "button primary", part: "button", disabled: true }, survey.send);
    const scale = survey.scale.map((words, place) => h("label", { class: "score", title: words },
      h("input", {
        type: "radio", name: "score", value: place + 1, "aria-label": `${place + 1}: ${words}`,
        onchange: () => ((more.hidden = false), (send.disabled = false), this.#form?.scrollIntoView({ block: "nearest" })),
      }), h("span", { "aria-hidden": "true" }, String(place + 1))));
    this.#form = h("form", {
      class: "box survey-form", part: "survey", "aria-labelledby": "survey-title",
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        const score = this.#form!.querySelector<HTMLInputElement>("input:checked");
        if (score) void this.#answer(Number(score.value), comment.value.trim());
      },
    },
      h("fieldset", {},
        h("legend", { id: "survey-title" }, survey.question),
        h("div", { class: "scale" }, ...scale),
        h("p", { class: "ends muted", "aria-hidden": "true" },
          h("span", {}, survey.scale[0]!), h("span", {}, survey.scale[survey.scale.length - 1]!))),
      more,
      h("div", { class: "survey-buttons" }, send,
        h("button", { type: "button", class: "button", part: "button", onclick: () => this.#leave("") }, survey.no)));
    this.element.append(this.#form);
    this.#news.className = "survey-news hidden";
    this.#news.replaceChildren(survey.question);
  }

  /** The conversation goes on, or is another one. */
  close(): void {
    this.#form?.remove();
    this.#form = null;
    this.#news.replaceChildren();
  }

  async #answer(score: number, comment: string): Promise<void> {
    const { survey } = this.#texts;
    if (this.#sending) return;
    this.#sending = true;
    try {
      await this.#send(score, comment);
      this.#leave(survey.thanks);
    } catch {
      this.#news.className = "survey-news bad";
      this.#news.replaceChildren(survey.failed);
    } finally {
      this.#sending = false;
    }
  }

  #leave(words: string): void {
    const focused = this.#form?.matches(":focus-within");
    this.close();
    this.#news.className = "survey-news muted";
    this.#news.replaceChildren(words);
    if (focused) this.#left();
  }
}
