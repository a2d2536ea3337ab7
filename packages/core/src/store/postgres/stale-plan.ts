// A statement can be planned just before a partition is attached and take its snapshot just after: it then sees the new head
// of history, but does not look into the new partition. Whoever needs all of history notices and asks again, which plans
// anew. Attaching could wait for readers instead, but then every reader and writer would wait with it.

const maxPlans = 20;

/** `ask` answers undefined when what it read was planned too early. */
export async function readWithFreshPlan<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let plans = 0; plans < maxPlans; plans++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`the newest change is not to be found, ${maxPlans} times over`);
}
