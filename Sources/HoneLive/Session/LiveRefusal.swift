/// Why a session does not do what it was told.
public enum LiveRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// A run goes on already.
    case busy
    /// No run goes on.
    case notRunning
    /// Such a level cannot be.
    case level(Int, most: Int)
    /// The session is over: the program is ending.
    case over

    /// One sentence for a person, with what to do.
    public var description: String {
        switch self {
        case .busy: "A run goes on already; stop it first."
        case .notRunning: "No run goes on; start one first."
        case .level(let level, let most): "The level \(level) cannot be; give a whole number from 1 to \(most)."
        case .over: "Hone is ending; start it again."
        }
    }
}
