// Shares of version 1 and weights of version 2 in each other's terms. The two scales have other ends, so every one of these is approximate.

/** `shares` for a weight, so that the defaults meet: 100 ↔ 1024. For showing only. */
export function sharesShownFor(weight: number): number {
  return Math.round((weight * 1024) / 100);
}

/** `weight` for shares, so that the defaults meet: 1024 ↔ 100. For showing only. */
export function weightShownFor(shares: number): number {
  return Math.round((shares * 100) / 1024);
}

/** The weight that container runtimes set for shares: both ranges laid over each other, as runc did before 1.3.2 and Kubernetes does. */
export function runtimeWeightFor(shares: number): number {
  return 1 + Math.max(0, Math.trunc(((shares - 2) * 9999) / 262_142));
}

/** The way back: the shares that a runtime was given when it set this weight. A weight of 0 (idle time only) has no shares: the least there is. */
export function runtimeSharesFor(weight: number): number {
  return 2 + Math.max(0, Math.trunc(((weight - 1) * 262_142) / 9999));
}
