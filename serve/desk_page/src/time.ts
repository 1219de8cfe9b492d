/** Spans and instants as the agent's locale writes them. */

import { Format } from "../../widget/src/format";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class DeskFormat extends Format {
  /** How long something has lasted, coarsely: "40 s", "12 min", "3 h 20 min", "2 days". */
  span(seconds: number): string {
    const s = Math.max(0, Math.floor(seconds));
    if (s < MINUTE) return this.#unit(s, "second");
    if (s < HOUR) return this.#unit(Math.floor(s / MINUTE), "minute");
    if (s >= DAY) return this.#unit(Math.floor(s / DAY), "day");
    const minutes = Math.floor((s % HOUR) / MINUTE);
    const hours = this.#unit(Math.floor(s / HOUR), "hour");
    return minutes && s < 10 * HOUR ? `${hours} ${this.#unit(minutes, "minute")}` : hours;
  }

  /** The time today, and the day with it before. */
  moment(at: string): string {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return at;
    if (date.toDateString() !== new Date().toDateString()) return this.time(at);
    return new Intl.DateTimeFormat(this.locale, { hour: "numeric", minute: "2-digit" }).format(date);
  }

  day(at: string): string {
    return new Intl.DateTimeFormat(this.locale, { weekday: "long", day: "numeric", month: "long" }).format(
      new Date(at),
    );
  }

  /** A locale's language in the agent's own words. */
  language(locale: string): string {
    try {
      return new Intl.DisplayNames([this.locale], { type: "language" }).of(locale.replace("_", "-")) ?? locale;
    } catch {
      return locale;
    }
  }

  list(names: string[]): string {
    return new Intl.ListFormat(this.locale, { type: "conjunction" }).format(names);
  }

  #unit(value: number, unit: string): string {
    const unitDisplay = unit === "day" ? "long" : "short";
    return new Intl.NumberFormat(this.locale, { style: "unit", unit, unitDisplay }).format(value);
  }
}
