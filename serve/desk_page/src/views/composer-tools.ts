/** The tools under the field: macros, tone and translation. */

import { h } from "../../../widget/src/dom";
import { icon, type IconName } from "../icons";
import type { Tone } from "../types";
import type { DeskContext } from "./context";

export type Change = () => Promise<{ text: string; changed: boolean }>;

export interface ToolPorts {
  caseId: string;
  text(): string;
  openMacros(): void;
  change(change: Change): void;
}

export function composerTools({ texts, me, format, api }: DeskContext, ports: ToolPorts): HTMLElement {
  const { caseId, text, change } = ports;
  const tones = (Object.keys(texts.tones) as Tone[]).map((tone): [string, Change] => [
    texts.tones[tone],
    () => api.rewrite(caseId, text(), tone),
  ]);
  const languages = me.languages.map((locale): [string, Change] => [
    format.language(locale),
    () => api.translate(caseId, text(), locale),
  ]);
  return h(
    "div",
    { class: "tools" },
    me.macros &&
      h(
        "button",
        { type: "button", class: "tool", title: `${texts.macro} (/)`, onclick: ports.openMacros },
        ...label("macro", texts.macro),
      ),
    me.rewrite && menu("tone", texts.tone, tones, change),
    me.translate && languages.length > 0 && menu("language", texts.translate, languages, change),
  );
}

function menu(name: IconName, words: string, items: [string, Change][], choose: (change: Change) => void): HTMLElement {
  const details = h(
    "details",
    { class: "menu up" },
    h("summary", { class: "tool", title: words }, ...label(name, words)),
    h(
      "ul",
      { class: "menu-list" },
      ...items.map(([label, change]) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: "menu-item",
              onclick: () => ((details.open = false), choose(change)),
            },
            label,
          ),
        ),
      ),
    ),
  );
  details.addEventListener("focusout", (event) => {
    if (!details.contains(event.relatedTarget as Node | null)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    details.open = false;
    details.querySelector("summary")?.focus();
  });
  return details;
}

function label(name: IconName, words: string): Node[] {
  return [icon(name), h("span", { class: "tool-words" }, words)];
}
