/** Dialogs over the page: the browser keeps the focus inside and gives it back. */

import { h } from "../../../widget/src/dom";
import { icon } from "../icons";
import type { Texts } from "../texts";

export function openDialog(title: string, texts: Texts, content: HTMLElement[], kind = ""): HTMLDialogElement {
  const before = document.activeElement as HTMLElement | null;
  const dialog = h(
    "dialog",
    { class: `dialog ${kind}`, "aria-labelledby": "dialog-title" },
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: "dialog-title" }, title),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": texts.close, onclick: () => dialog.close() },
        icon("close"),
      ),
    ),
    ...content,
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks for one text before something is done. */
export function askFor(
  ask: { title: string; hint: string; label: string; action: string },
  texts: Texts,
  done: (text: string) => void,
): void {
  const field = h("textarea", { name: "text", rows: 3, maxlength: 2000, dir: "auto" });
  const submit = (): void => {
    dialog.close();
    done(field.value.trim());
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  const dialog = openDialog(ask.title, texts, [
    h(
      "form",
      { onsubmit: (event: SubmitEvent) => (event.preventDefault(), submit()) },
      h("p", { class: "muted" }, ask.hint),
      h("label", { class: "field" }, h("span", {}, ask.label), field),
      h(
        "div",
        { class: "buttons end" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, texts.cancel),
        h("button", { type: "submit", class: "button primary" }, ask.action),
      ),
    ),
  ]);
  field.focus();
}

/** Asks whether to go on. */
export function confirmDialog(
  ask: { title: string; hint: string; action: string },
  texts: Texts,
  done: () => void,
): void {
  const dialog = openDialog(ask.title, texts, [
    h("p", { class: "muted" }, ask.hint),
    h(
      "div",
      { class: "buttons end" },
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, texts.cancel),
      h(
        "button",
        { type: "button", class: "button primary go-on", onclick: () => (dialog.close(), done()) },
        ask.action,
      ),
    ),
  ]);
  dialog.querySelector<HTMLElement>(".go-on")?.focus();
}

/** The shortcuts, and the switch that turns single keys off. */
export function helpDialog(texts: Texts, enabled: boolean, set: (enabled: boolean) => void): void {
  const box = h("input", { type: "checkbox", checked: enabled, onchange: () => set(box.checked) });
  openDialog(
    texts.help,
    texts,
    [
      h("label", { class: "switch" }, box, h("span", {}, texts.singleKeys)),
      h(
        "div",
        { class: "shortcuts" },
        ...texts.shortcuts.map(([title, keys]) =>
          h(
            "section",
            {},
            h("h3", {}, title),
            h(
              "dl",
              {},
              ...keys.map(([key, words]) =>
                h("div", {}, h("dt", {}, ...key.split(/\s\s/).map((one) => h("kbd", {}, one))), h("dd", {}, words)),
              ),
            ),
          ),
        ),
      ),
    ],
    "wide",
  );
}
