import BenchmarkSections
import HoneTesting

/// Precision and recall of the detectors of queries over requests in which something is wrong and requests that look like
/// it.
struct DetectorSection: Section {
    let name = "detectors"
    let title =
        "precision and recall over \(DetectionCase.positives.count) requests and \(DetectionCase.decoys.count) decoys"

    func run(_ options: Options) async throws {
        var (right, wrong, missed) = (0, 0, 0)
        for some in DetectionCase.positives + DetectionCase.decoys {
            let found = some.found()
            right += found.intersection(some.finds).count
            wrong += found.subtracting(some.finds).count
            missed += some.finds.subtracting(found).count
            let verdict =
                found == some.finds ? "as expected" : "found \(found.sorted()), expected \(some.finds.sorted())"
            print("  \(some.name): \(verdict)")
        }
        print("precision: \(number(Double(right) / Double(max(1, right + wrong)), 3)) (\(right) right, \(wrong) wrong)")
        print("recall: \(number(Double(right) / Double(max(1, right + missed)), 3)) (\(missed) missed)")
    }
}
