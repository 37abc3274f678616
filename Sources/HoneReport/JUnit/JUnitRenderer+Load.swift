import HoneLoad

extension JUnitRenderer {
    /// The thresholds and the checks of a load run, a test case each. A threshold that nothing was measured for fails:
    /// it is not proven. A check that no answer was there for is skipped. A run whose generator did not keep up is an
    /// error.
    public func load(_ result: LoadResult) -> String {
        let thresholds = result.thresholds.map(testCase)
        let checks = (result.onStart + result.tasks).flatMap { task in task.checks.map { testCase($0, of: task) } }
        var suites: [String] = []
        if let invalid = LoadText.invalid(result) {
            suites += suite(
                "hone load generator", result,
                [Case(classname: "hone.load", name: "generator keeps up", outcome: .error(invalid))])
        }
        suites += suite("hone load thresholds", result, thresholds)
        if !checks.isEmpty { suites += suite("hone load checks", result, checks) }
        let lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>"] + suites + ["</testsuites>"]
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Case {
        enum Outcome: Equatable { case passed, failed(String), error(String), skipped(String) }
        var classname: String
        var name: String
        var outcome: Outcome
    }

    private func testCase(_ outcome: ThresholdOutcome) -> Case {
        let message = "\(outcome.threshold.text), measured \(outcome.valueText)"
        return Case(
            classname: "hone.load.thresholds", name: outcome.threshold.text,
            outcome: outcome.isMet ? .passed : .failed(message))
    }

    private func testCase(_ check: CheckResult, of task: TaskResult) -> Case {
        let all = check.passed + check.failed
        let message =
            "\(task.name): \(check.name) did not hold for \(Numbers.count(check.failed)) of \(Numbers.count(all)) answers"
        return Case(
            classname: "hone.load.checks", name: "\(task.name): \(check.name)",
            outcome: all == 0 ? .skipped("no answer was there to check") : check.failed > 0 ? .failed(message) : .passed
        )
    }

    private func suite(_ name: String, _ result: LoadResult, _ cases: [Case]) -> [String] {
        func count(_ isCounted: (Case.Outcome) -> Bool) -> Int { cases.filter { isCounted($0.outcome) }.count }
        let failures = count { if case .failed = $0 { true } else { false } }
        let errors = count { if case .error = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        let head =
            "<testsuite name=\"\(name)\" hostname=\"\(MarkupText.escaped(result.target))\" tests=\"\(cases.count)\" "
            + "failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" "
            + "time=\"\(Numbers.short(result.seconds))\">"
        return [head] + cases.map(xml) + ["</testsuite>"]
    }

    private func xml(_ test: Case) -> String {
        let open =
            "<testcase classname=\"\(test.classname)\" name=\"\(MarkupText.escaped(test.name))\""
        func with(_ element: String, _ message: String) -> String {
            "\(open)><\(element) message=\"\(MarkupText.escaped(message))\"/></testcase>"
        }
        switch test.outcome {
        case .passed: return "\(open)/>"
        case .failed(let message): return with("failure", message)
        case .error(let message): return with("error", message)
        case .skipped(let message): return with("skipped", message)
        }
    }
}
