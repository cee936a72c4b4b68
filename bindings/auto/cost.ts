import type { Plan } from "../estimators/plan";

/** STAND-IN until the table is merged. @internal */
export function costOf(plan: Plan, phiCost?: number): number {
  const { own, q } = plan.sampling;
  return own.columns * 5 + (phiCost ?? (plan.compiled[0] ? 3 : 50)) * (plan.job.needsGradient ? 2 : 1) + plan.width * 1 + (q ? 40 : 0);
}
