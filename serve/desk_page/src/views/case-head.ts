/** The top of a case: whose it is, why it is here, who else is here, and what becomes of it. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { CaseModel } from "../models/case";
import { avatar } from "./header";
import type { DeskContext } from "./context";
import { sameLanguage } from "./queue";

export interface CaseActions {
  back(): void;
  claim(force: boolean): void;
  release(): void;
  giveBack(): void;
  solve(): void;
}

export class CaseHead {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  readonly #context: DeskContext;
  readonly #model: CaseModel;
  readonly #actions: CaseActions;
  readonly #facts: HTMLElement;
  readonly #buttons: HTMLElement;
  readonly #people: HTMLElement;

  constructor(context: DeskContext, model: CaseModel, actions: CaseActions) {
    const { texts } = context;
    this.#context = context;
    this.#model = model;
    this.#actions = actions;
    this.heading = h("h2", { class: "case-title", tabindex: -1, dir: "auto" });
    this.#facts = h("p", { class: "chips case-facts" });
    this.#people = h("p", { class: "people", role: "status" });
    this.#buttons = h("div", { class: "case-buttons" });
    this.element = h(
      "header",
      { class: "case-head" },
      h(
        "button",
        { type: "button", class: "icon-button to-queue", "aria-label": texts.toQueue, onclick: actions.back },
        icon("back"),
      ),
      h("div", { class: "case-words" }, this.heading, this.#facts, this.#people),
      this.#buttons,
    );
  }

  update(): void {
    const { texts, format, me } = this.#context;
    const { view } = this.#model;
    if (!view) return;
    const row = view.case;
    if (this.heading.textContent !== row.title) this.heading.replaceChildren(row.title);
    this.#facts.replaceChildren(
      ...[
        h("span", { class: "strong", dir: "auto" }, row.shopper.name || texts.guest),
        h(
          "span",
          { class: row.shopper.verified ? "chip good" : "chip plain" },
          row.shopper.verified && icon("shield"),
          row.shopper.verified ? texts.verified : texts.unverified,
        ),
        row.urgency > 1 && h("span", { class: `chip urgent-${row.urgency}` }, texts.urgency[row.urgency]!),
        h("span", { class: "chip", title: row.reason.words }, texts.reasons[row.reason.code] ?? row.reason.words),
        row.mood !== "calm" && h("span", { class: `chip mood-${row.mood}` }, texts.moods[row.mood]),
        !row.live && h("span", { class: "chip plain", title: texts.ticketHint }, texts.ticket),
        !sameLanguage(row.locale, format.locale) &&
          h("span", { class: "chip plain" }, icon("language"), texts.shopperLanguage(format.language(row.locale))),
        h("bdi", { class: "muted case-id" }, row.id),
      ].filter((part): part is HTMLElement => Boolean(part)),
    );
    const mine = row.state === "claimed" && row.assigned_to?.id === me.agent.id;
    const { claim, release, giveBack, solve } = this.#actions;
    const button = (words: string, key: string, act: () => void, kind = ""): HTMLElement =>
      h(
        "button",
        {
          type: "button",
          class: `button small ${kind}`,
          "aria-keyshortcuts": key,
          title: `${words} (${key})`,
          onclick: act,
        },
        words,
      );
    const buttons = mine
      ? [
          button(texts.release, "c", release, "plain"),
          button(texts.giveBack, "p", giveBack),
          button(texts.solve, "s", solve, "primary"),
        ]
      : row.state === "claimed"
        ? [
            h(
              "span",
              { class: "holder" },
              avatar(row.assigned_to?.name ?? "?"),
              h("span", { dir: "auto" }, texts.claimedBy(row.assigned_to?.name ?? texts.speaker.agent)),
            ),
            button(texts.takeOver, "c", () => claim(true)),
          ]
        : row.state === "waiting"
          ? [button(texts.claim, "c", () => claim(false), "primary")]
          : [h("span", { class: "chip good" }, row.state === "solved" ? texts.stateSolved : texts.stateReturned)];
    const focused = this.#buttons.contains(document.activeElement);
    this.#buttons.replaceChildren(...buttons);
    if (focused) this.#buttons.querySelector("button")?.focus();
    this.updatePeople();
  }

  updatePeople(): void {
    const { texts, format, me } = this.#context;
    const others = (this.#model.view?.agents_here ?? []).filter((name) => name !== me.agent.name);
    const words = others.length ? texts.here(format.list(others)) : "";
    if (this.#people.dataset["words"] === words) return;
    this.#people.dataset["words"] = words;
    this.#people.replaceChildren(...(others.length ? [...others.map(avatar), h("span", { dir: "auto" }, words)] : []));
  }
}
