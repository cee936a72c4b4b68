/**
 * The main job on real input: options on real stocks, priced under Black and Scholes, with value and Greeks by the likelihood ratio ("lr"),
 * by reparameterisation ("rp") and by half of each, beside the truth and beside the best pure JavaScript that we could write; a Bayesian
 * regression on real penguins; and chaos, where derivatives along paths are worth nothing.
 */
import * as chaos from "./chaos/logistic-map.mjs";
import { asian } from "./options/asian.mjs";
import { call } from "./options/call.mjs";
import { report } from "./options/compare.mjs";
import { digital } from "./options/digital.mjs";
import { correlation, readPrices, stock } from "./options/market.mjs";
import { spread } from "./options/spread.mjs";
import * as penguins from "./penguins/regression.mjs";

// the interest rate is an assumption: prices do not tell it
const r = 0.02, T = 1, run = { samples: 1_000_000, seed: 42 };
const prices = readPrices(), percent = (v) => `${(100 * v).toFixed(1)} %`;
const stocks = Object.keys(prices).map((symbol) => stock(prices, symbol));

console.log(`Stocks, volatility of a year from monthly log returns:`);
for (const { symbol, date, months, price, volatility } of stocks) {
  console.log(`  ${symbol.padEnd(4)}  ${price.toFixed(2).padStart(6)} on ${date}  volatility ${percent(volatility)} (${months} months)`);
}
console.log(`Interest ${percent(r)}, ${T} year, ${run.samples} samples, seed ${run.seed}; z = (estimate − truth)/s.e., ! = see the warning;
M/s: million samples a second, JS: of the best pure JavaScript, factor: of ours over that.\n`);

const apple = stock(prices, "AAPL"), one = { S: apple.price, K: 220, r, sigma: apple.volatility, T };
console.log(report(`Call on AAPL, pays max(S − ${one.K}, 0)`, call(one), run));
console.log(`\n${report(`Digital call on AAPL, pays 1 if S > ${one.K}: a jump, which flow rp does not see, and 0.5 half`, digital(one), run)}`);

const amazon = stock(prices, "AMZN"), ibm = stock(prices, "IBM"), c = correlation(prices, "AMZN", "IBM");
const two = { A: amazon.price, B: ibm.price, K: 5, r, sigmaA: amazon.volatility, sigmaB: ibm.volatility, correlation: c, T };
console.log(`\n${report(`Spread option on A = AMZN and B = IBM, correlation ${c.toFixed(3)}, pays max(A − B − ${two.K}, 0)`, spread(two), run)}`);

const path = { S: apple.price, K: apple.price, r, sigma: apple.volatility, T, steps: 52 };
console.log(`\n${report(`Asian call on AAPL, pays max(mean of ${path.steps} weekly prices − ${path.K}, 0): a recurrence, compiled`, asian(path), { ...run, samples: 200_000 })}`);

console.log(`\n${penguins.report()}`);

console.log(`\n${chaos.report(run)}`);
console.log("A path's derivative doubles with every step, so what flows along it explodes; the likelihood ratio only looks where it ends.");
