/** The shop's macros: looked through, written, changed and thrown away. */

import { h } from "../../../widget/src/dom";
import type { Macro } from "../types";
import type { DeskContext } from "./context";
import { explain } from "./context";
import { openDialog } from "./dialog";

export function macrosDialog(context: DeskContext, macros: Macro[], changed: (macros: Macro[]) => void): void {
  const { texts, api } = context;
  const body = h("div", { class: "macros" });
  const trouble = h("p", { class: "trouble", role: "alert" });
  let all = [...macros];
  openDialog(texts.macros, texts, [h("p", { class: "muted" }, texts.macrosHint), trouble, body], "wide");
  list();

  function list(): void {
    trouble.replaceChildren();
    body.replaceChildren(
      all.length
        ? h(
            "ul",
            {},
            ...all.map((macro) =>
              h(
                "li",
                {},
                h(
                  "div",
                  { class: "macro-words" },
                  h(
                    "p",
                    {},
                    h("span", { class: "strong", dir: "auto" }, macro.title),
                    " ",
                    macro.shortcut && h("kbd", {}, `/${macro.shortcut.replace(/^\//, "")}`),
                  ),
                  h("p", { class: "muted", dir: "auto" }, macro.text),
                ),
                h(
                  "button",
                  { type: "button", class: "button small", onclick: () => edit(macro) },
                  texts.editMacro,
                  h("span", { class: "hidden" }, `: ${macro.title}`),
                ),
              ),
            ),
          )
        : h("p", { class: "muted" }, texts.noMacros),
      h(
        "div",
        { class: "buttons end" },
        h("button", { type: "button", class: "button primary", onclick: () => edit(null) }, texts.newMacro),
      ),
    );
    body.querySelector<HTMLElement>("button")?.focus();
  }

  function edit(macro: Macro | null): void {
    const title = h("input", { name: "title", required: true, maxlength: 100, dir: "auto", value: macro?.title });
    const shortcut = h("input", {
      name: "shortcut",
      maxlength: 24,
      required: true,
      pattern: "[a-z0-9\\-]+",
      title: texts.macroShortcutHint,
      value: macro?.shortcut.replace(/^\//, ""),
    });
    const text = h("textarea", { name: "text", required: true, rows: 6, maxlength: 4000, dir: "auto" });
    text.value = macro?.text ?? "";
    let sure = false;
    const remove = h(
      "button",
      {
        type: "button",
        class: "button danger",
        onclick: () => {
          if (sure)
            return void settle(
              () => api.deleteMacro(macro!.id),
              () => all.filter((one) => one.id !== macro!.id),
            );
          sure = true;
          remove.replaceChildren(texts.deleteMacroSure);
        },
      },
      texts.deleteMacro,
    );
    const save = (): void => {
      const written = {
        ...(macro && { id: macro.id }),
        title: title.value.trim(),
        text: text.value.trim(),
        shortcut: shortcut.value.trim(),
      };
      void settle(
        () => api.saveMacro(written),
        (saved) => (macro ? all.map((one) => (one.id === macro.id ? saved : one)) : [...all, saved]),
      );
    };
    body.replaceChildren(
      h(
        "form",
        { onsubmit: (event: SubmitEvent) => (event.preventDefault(), save()) },
        h("label", { class: "field" }, h("span", {}, texts.macroTitle), title),
        h("label", { class: "field" }, h("span", {}, texts.macroShortcut), shortcut),
        h("label", { class: "field" }, h("span", {}, texts.macroText), text),
        h(
          "div",
          { class: "buttons end" },
          macro && remove,
          h("button", { type: "button", class: "button", onclick: list }, texts.cancel),
          h("button", { type: "submit", class: "button primary" }, texts.save),
        ),
      ),
    );
    title.focus();
  }

  async function settle<T>(act: () => Promise<T>, next: (answer: T) => Macro[]): Promise<void> {
    try {
      all = next(await act());
      changed(all);
      list();
    } catch (error) {
      trouble.replaceChildren(explain(error, texts));
    }
  }
}
