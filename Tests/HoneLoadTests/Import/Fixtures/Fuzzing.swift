@testable import HoneLoad

enum Fuzzing {
    /// Whether an import of damaged text was refused with an error of its own, or gave a scenario that can be written.
    static func isReadOrRefused(_ read: () throws(ImportError) -> Imported) -> Bool {
        do throws(ImportError) {
            let imported = try read()
            let text = ScenarioWriter(remarks: imported.remarks).files(imported.scenario).yaml
            return !imported.scenario.classes.isEmpty && text.hasSuffix("\n")
        } catch {
            return !error.remedy.isEmpty
        }
    }
}
