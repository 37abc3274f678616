/// Lists classes of users, or tasks, one below the other:
///
///     let scenario = Scenario(target: "http://127.0.0.1:8000", load: .users(200, duration: 30)) {
///         Scenario.UserClass(name: "visitor", weight: 3, thinkTime: .uniform(from: 0.1, to: 1)) {
///             Scenario.Task("GET", "/api/products", weight: 5)
///             Scenario.Task("GET", "/api/chefs", weight: 3)
///         }
///     }
@resultBuilder
public enum ListBuilder<Element> {
    /// One entry.
    public static func buildExpression(_ entry: Element) -> [Element] { [entry] }
    /// Several entries.
    public static func buildExpression(_ entries: [Element]) -> [Element] { entries }
    /// All entries in order.
    public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap(\.self) }
    /// What an `if` without `else` gives.
    public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
    /// What the first branch of an `if` gives.
    public static func buildEither(first part: [Element]) -> [Element] { part }
    /// What its `else` gives.
    public static func buildEither(second part: [Element]) -> [Element] { part }
    /// What a `for` gives.
    public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap(\.self) }
}

extension Scenario {
    /// A scenario of the classes of users in `classes`. Everything else has its usual value and may be set after.
    public init(target: String, load: Load, warmUp: Double = 0, @ListBuilder<UserClass> classes: () -> [UserClass]) {
        self.init(target: target, classes: classes(), load: load, warmUp: warmUp)
    }
}

extension Scenario.UserClass {
    /// A kind of user who does the tasks in `tasks`. Everything else has its usual value and may be set after.
    public init(
        name: String = "users", weight: Double = 1, order: Order = .random, thinkTime: Scenario.ThinkTime = .none,
        @ListBuilder<Scenario.Task> tasks: () -> [Scenario.Task]
    ) {
        self.init(name: name, weight: weight, tasks: tasks(), order: order, thinkTime: thinkTime)
    }
}
