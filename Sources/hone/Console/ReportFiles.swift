import Foundation
import HoneAgent
import HoneReport

/// The files that a run leaves in its folder.
struct ReportFiles {
    let workspace: Workspace

    /// Writes all of them.
    /// - Returns: the folder.
    @discardableResult
    func write(_ run: Run) throws -> URL {
        let folder = workspace.run(run.id)
        try put(try BaselineReport(run.baseline).json(), "PERFORMANCE_BASELINE_REPORT.json", folder)
        try put(MarkdownRenderer().summary(run), "PERFORMANCE_SUMMARY.md", folder)
        try put(MarkdownRenderer().checklist(run), "PERFORMANCE_OPTIMIZATION_CHECKLIST.md", folder)
        try put(HTMLRenderer().report(run), "report.html", folder)
        return folder
    }

    private func put(_ text: String, _ name: String, _ folder: URL) throws {
        try workspace.write(Data(text.utf8), to: folder.appending(path: name))
    }
}
