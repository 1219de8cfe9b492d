/** Money, dates and numbers as the shopper's locale writes them. */

import type { Money } from "./types";

const RIGHT_TO_LEFT = /^(ar|dv|fa|he|iw|ps|sd|ug|ur|yi)\b/i;

export class Format {
  readonly locale: string;

  constructor(locale: string) {
    this.locale = Intl.NumberFormat.supportedLocalesOf([locale.replace("_", "-")].filter(wellFormed))[0] ?? "en";
  }

  money(money: Money): string {
    const style = { style: "currency", currency: money.currency } as const;
    return new Intl.NumberFormat(this.locale, style).format(Number(money.amount));
  }

  rating(rating: number): string {
    return new Intl.NumberFormat(this.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(rating);
  }

  /** @param at an instant, or a calendar date without a time, which means that day wherever the shopper is. */
  date(at: string): string {
    return this.#write(at, { day: "numeric", month: "long" });
  }

  time(at: string): string {
    return this.#write(at, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  }

  /** The time of day. */
  clock(at: string): string {
    return this.#write(at, { hour: "numeric", minute: "2-digit" });
  }

  #write(at: string, style: Intl.DateTimeFormatOptions): string {
    const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(at);
    const date = day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(at);
    return Number.isNaN(date.getTime()) ? at : new Intl.DateTimeFormat(this.locale, style).format(date);
  }
}

function wellFormed(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

export function isRightToLeft(locale: string): boolean {
  return RIGHT_TO_LEFT.test(locale);
}

/** The sum of prices times quantities, added up in hundredths so that nothing is rounded on the way. */
export function sum(parts: [Money, number][], currency: string): Money {
  const hundredths = parts.reduce((total, [money, times]) => total + Math.round(Number(money.amount) * 100) * times, 0);
  return { amount: (hundredths / 100).toFixed(2), currency };
}

/** @returns "m:ss", or "h:mm:ss" from an hour on. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const rest = `${Math.floor((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest.padStart(5, "0")}`;
}
