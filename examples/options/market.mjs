/**
 * Real stocks: monthly closing prices of AAPL, AMZN, GOOG, IBM and MSFT, 2000 to March 2010, from npm's `vega-datasets`.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const MONTHS = 12;

/** Histories by symbol: { AAPL: Map { "Jan 1 2000" → 25.94, … }, … }, in the order of time. */
export function readPrices() {
  const library = dirname(createRequire(import.meta.url).resolve("vega-datasets"));
  const [, ...lines] = readFileSync(join(library, "../data/stocks.csv"), "utf8").trim().split(/\r?\n/);
  const prices = {};
  for (const line of lines) {
    const [symbol, date, price] = line.split(",");
    (prices[symbol] ??= new Map()).set(date, Number(price));
  }
  return prices;
}

/** Today's price is the last one; volatility is that of a year, from the logarithmic returns of all months. */
export function stock(prices, symbol) {
  const history = prices[symbol], dates = [...history.keys()];
  return {
    symbol, date: dates.at(-1), months: dates.length, price: history.get(dates.at(-1)),
    volatility: Math.sqrt(covariance(returns(history, dates), returns(history, dates)) * MONTHS),
  };
}

/** Correlation of the logarithmic returns over the months in which both were traded. */
export function correlation(prices, a, b) {
  const dates = [...prices[a].keys()].filter((date) => prices[b].has(date));
  const x = returns(prices[a], dates), y = returns(prices[b], dates);
  return covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
}

const returns = (history, dates) => dates.slice(1).map((date, i) => Math.log(history.get(date) / history.get(dates[i])));
const mean = (x) => x.reduce((sum, v) => sum + v, 0) / x.length;

function covariance(x, y) {
  const a = mean(x), b = mean(y);
  return x.reduce((sum, v, i) => sum + (v - a) * (y[i] - b), 0) / (x.length - 1);
}
