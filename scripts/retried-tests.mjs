// A reporter of vitest: names the tests that failed first and passed when they were tried once more.
export default class RetriedTests {
  names = [];

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd() {
    if (this.names.length > 0) console.log(['\nPassed only when tried once more:', ...this.names].join('\n  '));
  }
}
