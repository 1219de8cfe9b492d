/** The agent's own action on an order: a small form for its arguments, and out comes the exact action. */

import { h } from "../../../widget/src/dom";
import { optionWords } from "../../../widget/src/options";
import type { ProductCard } from "../../../widget/src/types";
import type { DeskOrder, OrderAction, PaymentMethod } from "../types";
import type { DeskContext } from "./context";
import { openDialog } from "./dialog";

type Form = { fields: (HTMLElement | null)[]; read: () => OrderAction | null };

export async function actionForm(
  kind: string,
  order: DeskOrder,
  payments: PaymentMethod[],
  context: DeskContext,
  done: (action: OrderAction) => void,
): Promise<void> {
  const { texts } = context;
  const build = FORMS[kind];
  if (!build) return;
  const { fields, read } = await build(order, payments, context);
  if (!fields.length) return done(read()!);
  const trouble = h("p", { class: "trouble", role: "alert" });
  const dialog = openDialog(`${texts.actions[kind]} · ${order.id}`, texts, [
    h(
      "form",
      {
        class: "action-form",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          const action = read();
          if (!action) return trouble.replaceChildren(texts.whichItems);
          dialog.close();
          done(action);
        },
      },
      ...fields,
      trouble,
      h(
        "div",
        { class: "buttons end" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, texts.cancel),
        h("button", { type: "submit", class: "button primary" }, texts.prepare),
      ),
    ),
  ]);
  dialog.querySelector<HTMLElement>("form input, form select, form textarea")?.focus();
}

/** Whether the page knows what an action of this kind has to be told. */
export function hasForm(kind: string): boolean {
  return kind in FORMS;
}

const FORMS: Record<
  string,
  (order: DeskOrder, payments: PaymentMethod[], context: DeskContext) => Form | Promise<Form>
> = {
  cancel_order: (order, _, context) => {
    const reason = reasonField(context);
    return {
      fields: [reason.element],
      read: () => ({ kind: "cancel_order", order_id: order.id, reason: reason.read() }),
    };
  },
  return_items: (order, payments, context) => {
    const lines = lineFields(order, context);
    const reason = reasonField(context);
    const refund = paymentField(context.texts.refundTo, payments, context);
    return {
      fields: [lines.element, reason.element, refund.element],
      read: () =>
        lines.read().length
          ? {
              kind: "return_items",
              order_id: order.id,
              lines: lines.read(),
              reason: reason.read(),
              refund_to: refund.read(),
            }
          : null,
    };
  },
  change_address: (order, _, { texts }) => {
    const names = {
      name: texts.name,
      street: texts.street,
      city: texts.city,
      region: texts.region,
      postal_code: texts.postalCode,
      country: texts.country,
    } as const;
    const inputs = Object.entries(names).map(([name, label]) => {
      const input = h("input", {
        name,
        maxlength: 200,
        dir: "auto",
        required: name !== "region",
        value: order.address[name as keyof typeof names],
      });
      return { name, input, element: h("label", { class: "field" }, h("span", {}, label), input) };
    });
    return {
      fields: [h("div", { class: "grid" }, ...inputs.map(({ element }) => element))],
      read: () => ({
        kind: "change_address",
        order_id: order.id,
        address: Object.fromEntries(inputs.map(({ name, input }) => [name, input.value.trim()])),
      }),
    };
  },
  change_payment: (order, payments, context) => {
    const payment = paymentField(context.texts.paymentMethod, payments, context, true);
    return {
      fields: [payment.element],
      read: () => ({ kind: "change_payment", order_id: order.id, payment: payment.read() }),
    };
  },
  change_items: (order, payments, context) => swapForm("change_items", order, payments, context),
  exchange_items: (order, payments, context) => swapForm("exchange_items", order, payments, context),
  undo: (order) => ({
    fields: [],
    read: () => ({ kind: "undo", order_id: order.id, undone: order.done?.at(-1) ?? "" }),
  }),
  resend_order: (order) => ({ fields: [], read: () => ({ kind: "resend_order", order_id: order.id }) }),
};

function reasonField({ texts }: DeskContext): { element: HTMLElement; read: () => string } {
  const input = h("input", { name: "reason", maxlength: 300, dir: "auto" });
  return {
    element: h("label", { class: "field" }, h("span", {}, texts.reason), input),
    read: () => input.value.trim(),
  };
}

/** One of the account's methods; without a list of them nothing is asked, unless it has to be. */
function paymentField(
  label: string,
  payments: PaymentMethod[],
  { texts }: DeskContext,
  required = false,
): { element: HTMLElement | null; read: () => string } {
  if (!payments.length && !required) return { element: null, read: () => "" };
  const input = payments.length
    ? h(
        "select",
        { name: "payment" },
        !required && h("option", { value: "" }, texts.ownPayment),
        ...payments.map(({ id, name }) => h("option", { value: id }, name)),
      )
    : h("input", { name: "payment", required: true, maxlength: 200, dir: "auto" });
  return { element: h("label", { class: "field" }, h("span", {}, label), input), read: () => input.value.trim() };
}

function lineFields(
  order: DeskOrder,
  { texts }: DeskContext,
): { element: HTMLElement; read: () => { line_id: string; quantity: number }[] } {
  const rows = order.lines
    .filter((line) => line.quantity > line.returned)
    .map((line) => {
      const most = line.quantity - line.returned;
      const select = h(
        "select",
        { "aria-label": `${texts.argument["quantity"]}: ${line.title}` },
        ...Array.from({ length: most + 1 }, (_, count) =>
          h("option", { value: count, selected: order.lines.length === 1 && count === most }, String(count)),
        ),
      );
      return { line, select };
    });
  return {
    element: h(
      "fieldset",
      { class: "line-fields" },
      h("legend", {}, texts.whichItems),
      ...rows.map(({ line, select }) =>
        h("div", { class: "line-field" }, h("span", { dir: "auto" }, line.title), select),
      ),
    ),
    read: () =>
      rows
        .filter(({ select }) => Number(select.value) > 0)
        .map(({ line, select }) => ({ line_id: line.id, quantity: Number(select.value) })),
  };
}

/** Each line with the variants that the shop has of it. */
async function swapForm(
  kind: string,
  order: DeskOrder,
  payments: PaymentMethod[],
  context: DeskContext,
): Promise<Form> {
  const { texts, api, format } = context;
  const lines = order.lines.filter((line) => line.quantity > line.returned);
  const cards = await Promise.all(lines.map((line) => api.product(line.product_id).catch(() => null)));
  const rows = lines.map((line, place) => {
    const variants =
      (cards[place] as ProductCard | null)?.variants.filter(
        (variant) => variant.id !== line.variant_id && variant.stock > 0,
      ) ?? [];
    const select = h(
      "select",
      { "aria-label": `${texts.newVariant}: ${line.title}` },
      h("option", { value: "" }, variants.length ? texts.keep : texts.noVariants),
      ...variants.map((variant) =>
        h(
          "option",
          { value: variant.id },
          `${optionWords(variant.options).join(", ") || variant.id} · ${format.money(variant.price)}`,
        ),
      ),
    );
    return { line, select };
  });
  const payment = paymentField(texts.paymentMethod, payments, context);
  return {
    fields: [
      h(
        "fieldset",
        { class: "line-fields" },
        h("legend", {}, texts.newVariant),
        ...rows.map(({ line, select }) =>
          h(
            "div",
            { class: "line-field tall" },
            h("span", { dir: "auto" }, `${line.quantity - line.returned} × ${line.title}`),
            select,
          ),
        ),
      ),
      payment.element,
    ],
    read: () => {
      const changes = rows
        .filter(({ select }) => select.value)
        .map(({ line, select }) => ({
          line_id: line.id,
          variant_id: select.value,
          quantity: line.quantity - line.returned,
        }));
      return changes.length ? { kind, order_id: order.id, changes, payment: payment.read() } : null;
    },
  };
}
