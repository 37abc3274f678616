import Foundation
import HoneAgent
import HoneLoad

/// A result that `hone load --json` wrote.
enum SavedResult {
    /// Reads it; `-` is standard input.
    /// - Throws: ``AgentError`` naming the file when it cannot be read or is no such result.
    static func read(_ path: String) throws -> LoadResult {
        let data: Data
        do {
            data =
                path == "-"
                ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw AgentError(
                .usage, "\(path) cannot be read: \(error.localizedDescription)",
                remedy: "Name a file that `hone load --json > FILE` wrote.")
        }
        func refusal(_ reason: String) -> AgentError {
            AgentError(
                .usage, "\(path) is not the result of a load run: \(reason)",
                remedy: "Name a file that `hone load --json > FILE` of this version wrote.")
        }
        let result: LoadResult
        do {
            result = try JSONCoding.decoder.decode(LoadResult.self, from: data)
        } catch {
            throw refusal(reason(error))
        }
        if let figure = result.implausible { throw refusal("\(figure).") }
        return result
    }

    private static func reason(_ error: any Error) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "" : " at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(key.stringValue) is missing\(place(context))"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            "\(context.debugDescription)\(place(context))"
        default: "\(error)"
        }
    }
}
