/** The parts that product cards, details and comparisons are put together from. */

import { h, icon, link } from "../dom";
import type { ProductCard, VariantCard } from "../types";
import type { ViewContext } from "./context";

const FEW = 5;
const ADDED_SHOWN = 2_500;

export function titleLink(card: ProductCard, context: ViewContext): HTMLElement {
  return link(card.url, { class: "title", dir: "auto", onclick: () => context.clicked(card) }, card.title);
}

/** The price of the variant chosen, beside the one that it was before its sale. */
export function priceLine(card: ProductCard, variant: VariantCard | null, context: ViewContext): HTMLElement {
  const { texts, format } = context;
  const { price, list_price: before } = variant ?? card;
  const onSale = before && Number(before.amount) > Number(price.amount);
  return h("p", { class: onSale ? "price sale" : "price", part: "price" },
    h("span", { class: "now" }, format.money(price)),
    onSale && h("s", {}, h("span", { class: "hidden" }, ` ${texts.listPrice} `), format.money(before)),
  );
}

export function stockLine(count: number, { texts }: ViewContext): HTMLElement {
  const [state, words] = count <= 0 ? ["out", texts.soldOut]
    : count <= FEW ? ["few", texts.fewLeft(count)] : ["in", texts.inStock];
  return h("p", { class: `stock stock-${state}` }, words!);
}

export function ratingLine(card: ProductCard, { texts, format }: ViewContext): HTMLElement | null {
  if (card.rating === null || !card.rating_count) return null;
  const filled = h("span", { class: "filled" }, "★★★★★");
  filled.style.inlineSize = `${(Math.min(5, card.rating) / 5) * 100}%`;
  const words = texts.rating(format.rating(card.rating), card.rating_count);
  return h("p", { class: "rating" },
    h("span", { class: "stars", role: "img", "aria-label": words }, "★★★★★", filled),
    h("span", { class: "count", "aria-hidden": "true" }, `${format.rating(card.rating)} (${card.rating_count})`),
  );
}

/** The variant that the card's price speaks of, in stock if there is one. */
export function firstVariant(card: ProductCard): VariantCard | null {
  const inStock = card.variants.filter((variant) => variant.stock > 0);
  return inStock.find((variant) => variant.price.amount === card.price.amount) ?? inStock[0] ?? card.variants[0] ?? null;
}

/**
 * Option pickers and the add-to-cart button.
 * @param chosen called whenever another variant is chosen.
 */
export function buyBox(card: ProductCard, context: ViewContext, chosen: (variant: VariantCard) => void): HTMLElement {
  const { texts } = context;
  let variant = firstVariant(card);
  if (!variant) return h("div", { class: "buy" });
  const label = h("span", {}, texts.add);
  const button = h("button", { type: "button", class: "button primary add", part: "button", onclick: add }, label);
  button.append(h("span", { class: "hidden", dir: "auto" }, `: ${card.title}`));
  const news = h("p", { class: "news", role: "status" });
  const pickers = optionPickers(card, variant, context, (next) => {
    variant = next;
    chosen(next);
    settle();
  });
  settle();
  return h("div", { class: "buy" }, ...pickers, button, news);

  function settle(): void {
    button.disabled = !variant || variant.stock <= 0;
    label.replaceChildren(button.disabled ? texts.soldOut : texts.add);
  }

  async function add(): Promise<void> {
    if (!variant || button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    label.replaceChildren(texts.adding);
    news.replaceChildren();
    try {
      await context.addToCart({ productId: card.product_id, variantId: variant.id, quantity: 1 });
      label.replaceChildren(icon("check"), texts.added);
      news.className = "news hidden";
      news.replaceChildren(texts.addedNews(card.title));
      setTimeout(settle, ADDED_SHOWN);
    } catch (error) {
      news.className = "news bad";
      news.replaceChildren((error instanceof Error && "detail" in error && error.message) || texts.notAdded);
      settle();
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

/** One select for each option that there is a choice in; a value says so when choosing it leads to nothing in stock. */
function optionPickers(
  card: ProductCard, first: VariantCard, { texts }: ViewContext, choose: (variant: VariantCard) => void,
): HTMLElement[] {
  let current = first;
  const names = [...new Set(card.variants.flatMap((variant) => Object.keys(variant.options)))];
  const selects = new Map<string, HTMLSelectElement>();
  const valuesOf = (name: string): string[] =>
    [...new Set(card.variants.map((variant) => variant.options[name]).filter((value) => value !== undefined))];
  for (const name of names.filter((name) => valuesOf(name).length > 1)) {
    const select = h("select", { dir: "auto", onchange: () => pick(name, select.value) },
      ...valuesOf(name).map((value) => h("option", { value }, value)));
    selects.set(name, select);
  }
  show();
  return [...selects].map(([name, select]) => h("label", { class: "option" }, h("span", { dir: "auto" }, name), select));

  function pick(name: string, value: string): void {
    current = reached(name, value);
    show();
    choose(current);
  }

  function reached(name: string, value: string): VariantCard {
    return nearest(card.variants.filter((variant) => variant.options[name] === value), current);
  }

  function show(): void {
    for (const [name, select] of selects) {
      for (const option of select.options) {
        const gone = reached(name, option.value).stock <= 0;
        option.textContent = gone ? texts.valueSoldOut(option.value) : option.value;
      }
      select.value = current.options[name] ?? "";
    }
  }
}

/** The variant that keeps most of the other choices, one in stock before one that is not. */
function nearest(candidates: VariantCard[], current: VariantCard): VariantCard {
  const kept = (variant: VariantCard): number =>
    Object.entries(current.options).filter(([name, value]) => variant.options[name] === value).length;
  const worth = (variant: VariantCard): number => kept(variant) * 2 + (variant.stock > 0 ? 1 : 0);
  return candidates.reduce((best, variant) => (worth(variant) > worth(best) ? variant : best), candidates[0] ?? current);
}
