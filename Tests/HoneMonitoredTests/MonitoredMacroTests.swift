import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import HoneMacros

/// What `@Monitored` becomes, and what it says where it cannot work.
struct MonitoredMacroTests {
    private static func expect(
        _ source: String, becomes expanded: String, _ diagnostics: [DiagnosticSpec] = [],
        at place: Testing.SourceLocation = #_sourceLocation
    ) {
        assertMacroExpansion(
            source, expandedSource: expanded, diagnostics: diagnostics,
            macroSpecs: ["Monitored": MacroSpec(type: MonitoredMacro.self)]
        ) { failure in
            Issue.record("\(failure.message)", sourceLocation: place)
        }
    }

    @Test func aMethod() {
        Self.expect(
            """
            struct Shop {
                @Monitored func load(page: Int, _ size: Int) throws -> [Int] {
                    guard page >= 0 else { throw Broken() }
                    return []
                }
            }
            """,
            becomes: """
                struct Shop {
                    func load(page: Int, _ size: Int) throws -> [Int] {
                        let __macro_local_7sectionfMu_ = HoneMonitor.RunningSection("Shop.load(page:_:)")
                        defer {
                            __macro_local_7sectionfMu_.end()
                        }
                        guard page >= 0 else {
                            throw Broken()
                        }
                        return []
                    }
                }
                """)
    }

    @Test func aName() {
        Self.expect(
            """
            @Monitored("render") func page() { draw() }
            """,
            becomes: """
                func page() {
                    let __macro_local_7sectionfMu_ = HoneMonitor.RunningSection("render")
                    defer {
                        __macro_local_7sectionfMu_.end()
                    }
                    draw()
                }
                """)
    }

    /// The one expression of a body is its value, which it would not be behind other statements.
    @Test func aValueIsReturned() {
        Self.expect(
            """
            extension Shop.Shelf {
                @Monitored func count() -> Int { rows.count }
            }
            """,
            becomes: """
                extension Shop.Shelf {
                    func count() -> Int {
                        let __macro_local_7sectionfMu_ = HoneMonitor.RunningSection("Shop.Shelf.count()")
                        defer {
                            __macro_local_7sectionfMu_.end()
                        }
                        return rows.count
                    }
                }
                """)
    }

    @Test func anInitializer() {
        Self.expect(
            """
            class Shop {
                @Monitored init?(path: String) { self.path = path }
            }
            """,
            becomes: """
                class Shop {
                    init?(path: String) {
                        let __macro_local_7sectionfMu_ = HoneMonitor.RunningSection("Shop.init(path:)")
                        defer {
                            __macro_local_7sectionfMu_.end()
                        }
                        self.path = path
                    }
                }
                """)
    }

    private static let noBody =
        "@Monitored times the body of a function, and this one has none: put it on the function that implements it"

    @Test func aRequirementOfAProtocol() {
        Self.expect(
            """
            protocol Shop {
                @Monitored func open() async
            }
            """,
            becomes: """
                protocol Shop {
                    func open() async
                }
                """, [DiagnosticSpec(message: Self.noBody, line: 2, column: 5)])
    }

    @Test func aFunctionWithoutABody() {
        Self.expect(
            """
            @Monitored func open()
            """,
            becomes: """
                func open()
                """, [DiagnosticSpec(message: Self.noBody, line: 1, column: 1)])
    }
}
