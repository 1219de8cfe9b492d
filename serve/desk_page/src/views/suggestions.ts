/** Three suggested replies above the composer: one key sends, edits or refuses each. */

import { h, link } from "../../../widget/src/dom";
import { icon, type IconName } from "../icons";
import type { SuggestionsModel } from "../models/suggestions";
import type { Source, Suggestion } from "../types";
import type { DeskContext } from "./context";
import { explain } from "./context";

const SOURCE_ICONS: Record<Source["kind"], IconName> = {
  policy: "page",
  order: "box",
  product: "tag",
  case: "chat",
  macro: "macro",
};

export interface SuggestionActions {
  send(suggestion: Suggestion): void;
  edit(suggestion: Suggestion): void;
  act(suggestion: Suggestion): void;
  again(): void;
}

export class SuggestionsView {
  readonly element: HTMLElement;
  readonly #context: DeskContext;
  readonly #model: SuggestionsModel;
  readonly #actions: SuggestionActions;
  readonly #list: HTMLOListElement;
  readonly #state: HTMLElement;
  readonly #again: HTMLButtonElement;
  #marked = 1;
  #told: SuggestionsModel["status"] = "idle";

  constructor(context: DeskContext, model: SuggestionsModel, actions: SuggestionActions) {
    const { texts } = context;
    this.#context = context;
    this.#model = model;
    this.#actions = actions;
    this.#list = h("ol", { class: "suggestion-list" });
    this.#state = h("p", { class: "muted suggestion-state", role: "status" });
    this.#again = h(
      "button",
      {
        type: "button",
        class: "icon-button small",
        "aria-label": texts.suggestAgain,
        title: texts.suggestAgain,
        onclick: actions.again,
      },
      icon("refresh"),
    );
    this.element = h(
      "section",
      { class: "suggestions", "aria-label": texts.suggestions },
      h(
        "div",
        { class: "suggestions-head" },
        h("h3", {}, texts.suggestions),
        this.#state,
        h("span", { class: "muted keys-hint" }, texts.suggestionsHint),
        this.#again,
      ),
      this.#list,
    );
    model.on(() => this.update());
  }

  /** The suggestion on that place, once it is whole. */
  at(place: number): Suggestion | null {
    const suggestion = this.#model.list[place - 1];
    return suggestion?.final ? suggestion : null;
  }

  get marked(): Suggestion | null {
    return this.at(this.#marked) ?? this.at(1);
  }

  update(): void {
    const { texts } = this.#context;
    const { status, list } = this.#model;
    this.#marked = Math.max(1, Math.min(this.#marked, list.length));
    const focused = this.#focused();
    this.#list.replaceChildren(...list.map((suggestion, place) => this.#card(suggestion, place + 1)));
    if (focused)
      this.#list
        .querySelector<HTMLElement>(`[data-id="${CSS.escape(focused.id)}"] .${focused.part}`)
        ?.focus({ preventScroll: true });
    const words =
      status === "streaming" && !list.length
        ? texts.suggesting
        : status === "failed"
          ? explain(this.#model.error, texts)
          : status === "ready" && !list.length
            ? texts.noSuggestions
            : "";
    if (this.#state.textContent !== words) this.#state.replaceChildren(words);
    if (status === "ready" && this.#told !== "ready" && list.length)
      this.#context.announce(texts.suggestionsReady(list.length));
    this.#told = status;
    this.#again.hidden = status === "streaming";
    this.element.hidden = status === "idle";
    this.element.classList.toggle("streaming", status === "streaming");
  }

  #focused(): { id: string; part: string } | null {
    const active = document.activeElement;
    if (!active || !this.#list.contains(active)) return null;
    const card = active.closest<HTMLElement>("[data-id]");
    return card ? { id: card.dataset["id"]!, part: active.classList[0]! } : null;
  }

  #mark(place: number): void {
    if (this.#marked === place) return;
    this.#marked = place;
    [...this.#list.children].forEach((card, index) => card.classList.toggle("marked", index + 1 === place));
  }

  #card(suggestion: Suggestion, place: number): HTMLElement {
    const { texts } = this.#context;
    const ready = suggestion.final;
    const { send, edit, act } = this.#actions;
    const button = (part: string, words: string, act: () => void): HTMLButtonElement =>
      h(
        "button",
        { type: "button", class: `${part} button small`, disabled: !ready, onclick: act },
        words,
        h("span", { class: "hidden" }, ` (${texts.suggestion(place)})`),
      );
    return h(
      "li",
      {
        class: `suggestion ${place === this.#marked ? "marked" : ""} ${ready ? "" : "growing"}`,
        "data-id": suggestion.id,
        // a mouse marks by clicking the text: rows that grew under the pointer would move the buttons away from it
        onfocusin: (event: FocusEvent) => (event.target as Element).matches(":focus-visible") && this.#mark(place),
      },
      h("kbd", { class: "place" }, String(place)),
      h(
        "p",
        {
          class: "suggestion-text",
          dir: "auto",
          lang: suggestion.language ?? null,
          tabindex: 0,
          "aria-busy": ready ? null : "true",
          onclick: () => this.#mark(place),
        },
        suggestion.text,
      ),
      h(
        "div",
        { class: "suggestion-foot" },
        suggestion.note && h("span", { class: "muted suggestion-note" }, suggestion.note),
        suggestion.action &&
          h(
            "button",
            {
              type: "button",
              class: `act chip action-chip ${suggestion.action.verdict.allowed ? "good" : "bad"}`,
              onclick: () => act(suggestion),
            },
            icon("bolt"),
            h("bdi", {}, suggestion.action.words.split("\n", 1)[0]!),
          ),
        suggestion.sources.length > 0 &&
          h(
            "ul",
            { class: "sources", "aria-label": texts.sources },
            ...suggestion.sources.slice(0, 4).map((source) => h("li", {}, sourceView(source))),
          ),
      ),
      h(
        "div",
        { class: "suggestion-buttons" },
        button("send", texts.sendThis, () => send(suggestion)),
        button("edit", texts.editThis, () => edit(suggestion)),
        h(
          "button",
          {
            type: "button",
            class: "refuse icon-button small",
            disabled: !ready,
            "aria-label": `${texts.refuseThis} (${texts.suggestion(place)})`,
            title: `${texts.refuseThis} (x)`,
            onclick: () => this.refuse(suggestion),
          },
          icon("close"),
        ),
      ),
    );
  }

  refuse(suggestion: Suggestion): void {
    const inside = this.#list.contains(document.activeElement);
    this.#model.refuse(suggestion.id);
    this.#context.announce(this.#context.texts.refused);
    if (inside) this.#list.querySelector<HTMLElement>(".refuse")?.focus();
  }
}

function sourceView(source: Source): HTMLElement {
  return link(
    source.url ?? null,
    { class: "source chip plain", title: source.text },
    icon(SOURCE_ICONS[source.kind] ?? "page"),
    h("bdi", {}, source.title),
  );
}
