/** Numbers, shares and days as the reader writes them. */

export class Format {
  constructor(locale) {
    this.locale = locale;
    this.whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
    this.signed = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
    this.date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  }

  number(value) {
    return this.whole.format(value);
  }

  exact(value, places) {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: places }).format(value);
  }

  share(value) {
    return value === null ? "–" : this.percent.format(value);
  }

  change(value) {
    return this.signed.format(value);
  }

  day(value) {
    return this.date.format(new Date(value));
  }

  milliseconds(value) {
    if (value === null) return "–";
    return value < 1000 ? `${this.number(value)} ms` : `${this.exact(value / 1000, 1)} s`;
  }
}
