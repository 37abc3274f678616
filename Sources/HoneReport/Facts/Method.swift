import HoneAgent
import HoneCore

/// How a run was measured, in sentences, so that whoever reads the report can judge it and repeat it.
enum Method {
    /// The sentences, the most general first.
    static func sentences(for run: Run) -> [String] {
        let evidence = run.baseline
        var sentences = [
            "Machine: \(evidence.machine.line). Hone, the application and the load ran on it together; "
                + "figures of another machine are not comparable.",
            "Baseline taken \(Numbers.moment(evidence.capturedAt)), seed \(evidence.seed): the same seed replays the "
                + "same requests at the same moments.",
        ]
        if let load = evidence.load.value {
            let users = load.levels.map { String($0.users) }.joined(separator: ", ")
            sentences.append(
                "Load levels: \(users.isEmpty ? "none" : users) users; response thresholds are held against "
                    + "\(load.reference) users. Latency counts from the moment a request was meant to start.")
        }
        let compared = run.verdicts.filter { $0.comparison != nil }
        if let first = compared.first, let confidence = first.comparison?.confidence {
            let blocks = Set(compared.map { "\($0.blocksA.count) + \($0.blocksB.count)" }).sorted()
            sentences.append(
                "Trials: blocks with (B) and without (A) the fix alternate, \(blocks.joined(separator: " or ")) blocks; "
                    + "intervals are \(Numbers.share(confidence)) bootstrap intervals over blocks, not requests.")
            let floors = compared.compactMap(\.noiseFloor)
            if let low = floors.min(), let high = floors.max() {
                let range = low == high ? Numbers.share(low) : "\(Numbers.share(low)) to \(Numbers.share(high))"
                sentences.append(
                    "Noise of the machine, measured by running A against A: \(range). A smaller gain proves nothing.")
            }
            sentences.append(
                "A fix is kept only if its interval lies above zero, the answers stayed the same, and no error appeared."
            )
        }
        if compared.contains(where: { $0.objective == .delivery }) {
            sentences.append(
                "Delivery time is response time plus the time the answer's bytes take over the target's network; "
                    + "it is reckoned, not measured on a real network.")
        }
        return sentences
    }
}
