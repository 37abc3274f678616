/// A scenario made from what was recorded or described elsewhere, and what a person should know about it.
public struct Imported: Sendable, Equatable {
    /// The scenario; it has not been run.
    public var scenario: Scenario
    /// What was left out, guessed or has to be completed, each a sentence.
    public var remarks: [String]

    /// A scenario with remarks.
    public init(_ scenario: Scenario, remarks: [String] = []) {
        self.scenario = scenario
        self.remarks = remarks
    }
}

/// A text that no scenario can be made from.
public struct ImportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was read, such as `HAR file` or `curl command`.
    public var subject: String
    /// What is wrong with it.
    public var found: String
    /// What to do about it.
    public var remedy: String

    /// An error about `subject`.
    public init(_ subject: String, found: String, remedy: String) {
        self.subject = subject
        self.found = found
        self.remedy = remedy
    }

    /// One line for a person.
    public var description: String { "\(subject): \(found): \(remedy)" }
}

/// What all imports have in common.
public struct ImportSettings: Sendable, Equatable {
    /// Where the requests shall go, such as `http://127.0.0.1:8000`; nil takes what the text says.
    public var target: String?
    /// Take over requests that may change something (any method but GET and HEAD) where a description or a log is
    /// read. What a person recorded or wrote down as a command is taken over as it is.
    public var includesWrites: Bool
    /// Take over requests for images, fonts, styles, scripts and media.
    public var includesAssets: Bool
    /// Concrete paths kept of one task at most, the most frequent.
    public var mostPaths: Int
    /// Tasks at most, the most frequent. A recording in sequence keeps its first thousand whatever this says.
    public var mostTasks: Int

    /// Settings with the defaults that suit a first run.
    public init(
        target: String? = nil, includesWrites: Bool = false, includesAssets: Bool = false, mostPaths: Int = 20,
        mostTasks: Int = 100
    ) {
        self.target = target
        self.includesWrites = includesWrites
        self.includesAssets = includesAssets
        self.mostPaths = max(1, mostPaths)
        self.mostTasks = max(1, mostTasks)
    }

    /// The target without a slash at its end.
    /// - Throws: ``ImportError`` when it is no http or https URL, or has a query.
    func checkedTarget(_ text: String, subject: String) throws(ImportError) -> String {
        do throws(ScenarioError) {
            let parsed = try ParsedURL(text, field: "target")
            guard !parsed.path.contains("?") else {
                throw ScenarioError(field: "target", found: text, remedy: "a query belongs into the paths of tasks")
            }
        } catch {
            throw ImportError(
                subject, found: "its target \"\(text)\": \(error.remedy)",
                remedy: "give one with --target, such as http://127.0.0.1:8000")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}

extension Imported {
    /// What a person has to know about a target that is not this machine; nothing about one that is.
    static func remarks(onTarget target: String) -> [String] {
        guard let parsed = try? ParsedURL(target, field: "target"), !parsed.origin.isLoopback else { return [] }
        return [
            "\(target) is not this machine: load is sent there only with allow_remote: true, and only if those who run "
                + "it agreed"
        ]
    }
}

/// Whether a method is meant to change nothing: the safe methods that an import takes over by itself (RFC 9110 §9.2.1).
func isReading(_ method: String) -> Bool { method == "GET" || method == "HEAD" }
