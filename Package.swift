// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// MARK: Packages

/// A product of another package: its name, its package, and the lowest version we build with.
func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

let packages: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-structured-headers", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "602.0.0"),
]

let argumentParser = product("ArgumentParser", "swift-argument-parser")
let grdb = product("GRDB", "GRDB.swift")
let sqlite = product("GRDBSQLite", "GRDB.swift")
let histogram = product("Histogram", "hdrhistogram-swift")
let httpTypes = product("HTTPTypes", "swift-http-types")
let hummingbird = product("Hummingbird", "hummingbird")
let hummingbirdTesting = product("HummingbirdTesting", "hummingbird")
let logging = product("Logging", "swift-log")
let metrics = product("Metrics", "swift-metrics")
let metricsTestKit = product("MetricsTestKit", "swift-metrics")
let mustache = product("Mustache", "swift-mustache")
let nioCore = product("NIOCore", "swift-nio")
let nioHPACK = product("NIOHPACK", "swift-nio-http2")
let nioHTTP2 = product("NIOHTTP2", "swift-nio-http2")
let nioPosix = product("NIOPosix", "swift-nio")
let nioSSL = product("NIOSSL", "swift-nio-ssl")
let nioTLS = product("NIOTLS", "swift-nio")
let serviceLifecycle = product("ServiceLifecycle", "swift-service-lifecycle")
let structuredFields = product("RawStructuredFieldValues", "swift-http-structured-headers")
let subprocess = product("Subprocess", "swift-subprocess")
let swiftCompilerPlugin = product("SwiftCompilerPlugin", "swift-syntax")
let swiftParser = product("SwiftParser", "swift-syntax")
let swiftSyntax = product("SwiftSyntax", "swift-syntax")
let swiftSyntaxBuilder = product("SwiftSyntaxBuilder", "swift-syntax")
let swiftSyntaxMacroExpansion = product("SwiftSyntaxMacroExpansion", "swift-syntax")
let swiftSyntaxMacros = product("SwiftSyntaxMacros", "swift-syntax")
let swiftSyntaxMacrosTestKit = product("SwiftSyntaxMacrosGenericTestSupport", "swift-syntax")
let tracing = product("Tracing", "swift-distributed-tracing")
let tracingTestKit = product("InMemoryTracing", "swift-distributed-tracing")
let yams = product("Yams", "Yams")

// MARK: Modules

/// The rooms of docs/how-it-works.md. Features import the core (and `HoneHTTP`), never each other.
let modules: [Target] = [
    .target(name: "HoneCore"),
    .systemLibrary(name: "CCodings", path: "Sources/CCodings"),
    .target(name: "HoneHTTP", dependencies: ["HoneCore", "CCodings", nioCore, structuredFields]),
    .target(name: "HoneCache", dependencies: ["HoneCore"]),
    .target(name: "HoneCacheDisk", dependencies: ["HoneCache", grdb, logging]),
    .systemLibrary(name: "CRedis", path: "Sources/CRedis", providers: [.apt(["libhiredis-dev"])]),
    .target(name: "HoneCacheRedis", dependencies: ["HoneCache", "CRedis", nioCore, nioPosix, nioSSL]),
    .systemLibrary(name: "CMalloc", path: "Sources/CMalloc"),
    .target(name: "HoneMonitor", dependencies: ["HoneCore", "CMalloc", logging]),
    .target(name: "HoneMonitorExport", dependencies: ["HoneCore", "HoneMonitor", metrics, tracing]),
    .macro(
        name: "HoneMacros", dependencies: [swiftCompilerPlugin, swiftSyntax, swiftSyntaxBuilder, swiftSyntaxMacros]),
    .target(name: "HoneMonitored", dependencies: ["HoneMonitor", "HoneMacros"]),
    .target(name: "HoneCached", dependencies: ["HoneCache", "HoneMacros"]),
    .target(name: "HoneDatabase", dependencies: ["HoneCore", grdb, sqlite]),
    .systemLibrary(
        name: "CPostgres", path: "Sources/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "HonePostgres", dependencies: ["HoneDatabase", "CPostgres"]),
    .target(name: "HoneYAML", dependencies: [yams]),
    .target(
        name: "HoneLoad",
        dependencies: [
            "HoneCore", "HoneHTTP", "HoneYAML", "CCodings", nioCore, nioHPACK, nioHTTP2, nioPosix, nioSSL, nioTLS,
        ]),
    .target(
        name: "HoneAgent",
        dependencies: [
            "HoneCore", "HoneHTTP", "HoneDatabase", "HonePostgres", "HoneLoad", "HoneYAML", grdb, subprocess, yams,
        ]),
    .target(name: "HoneReport", dependencies: ["HoneCore", "HoneCache", "HoneDatabase", "HoneLoad", "HoneAgent"]),
    .target(
        name: "HoneHummingbird",
        dependencies: [
            "HoneCache", "HoneCore", "HoneHTTP", "HoneMonitor", httpTypes, hummingbird, logging, nioCore,
            serviceLifecycle,
        ],
        resources: [.embedInCode("Monitoring/Resources")]),
    .target(
        name: "HoneLive",
        dependencies: ["HoneCore", "HoneLoad", httpTypes, hummingbird, logging, nioCore],
        resources: [.embedInCode("Page/Resources")]),
    .systemLibrary(name: "CSpawn", path: "Sources/CSpawn"),
    .target(
        name: "HoneTesting",
        dependencies: ["HoneCache", "HoneCore", "HoneMonitor", "CSpawn", logging, nioCore, nioPosix, nioSSL]),
    .target(
        name: "CHoneTrace", cSettings: [.define("_GNU_SOURCE")],
        linkerSettings: [.linkedLibrary("dl"), .linkedLibrary("pthread")]),
    .executableTarget(
        name: "hone",
        dependencies: [
            "HoneAgent", "HoneCache", "HoneCore", "HoneDatabase", "HoneLive", "HoneLoad", "HonePostgres", "HoneReport",
            "HoneYAML",
            argumentParser, subprocess,
        ]),
    .executableTarget(
        name: "hone-change-fixture", dependencies: ["HoneDatabase"], path: "Tests/HoneChangeFixture"),
    .executableTarget(
        name: "hone-cache-fixture", dependencies: ["HoneCache", "HoneCacheDisk"], path: "Tests/HoneCacheFixture"),
    .executableTarget(
        name: "Bistro",
        dependencies: [
            "HoneCache", "HoneCore", "HoneDatabase", "HoneHTTP", "HoneMonitor", "HoneHummingbird", argumentParser, grdb,
            hummingbird, logging, mustache,
        ],
        path: "Examples/Bistro/Sources",
        resources: [.embedInCode("Pages/Templates"), .embedInCode("Public")]),
]

/// A test folder per module; what it needs beside the module itself.
let tests: [(module: String, extra: [Target.Dependency])] = [
    ("HoneCore", [histogram]),
    ("HoneHTTP", ["HoneCore", "HoneTesting"]),
    ("HoneCache", ["CCodings", "HoneCore", "HoneTesting"]),
    ("HoneCacheDisk", ["HoneCache", "HoneCore", "HoneTesting", "hone-cache-fixture", grdb, logging]),
    ("HoneCacheRedis", ["HoneCache", "HoneCore", "HoneTesting", nioCore, nioPosix]),
    ("HoneMonitor", ["HoneCore", "HoneTesting"]),
    (
        "HoneMonitorExport",
        ["HoneCore", "HoneMonitor", "HoneTesting", metrics, metricsTestKit, tracing, tracingTestKit]
    ),
    (
        "HoneMonitored",
        ["HoneMacros", "HoneMonitor", swiftSyntaxMacroExpansion, swiftSyntaxMacros, swiftSyntaxMacrosTestKit]
    ),
    ("HoneCached", ["HoneCache"]),
    ("HoneMacros", [swiftParser, swiftSyntax, swiftSyntaxMacroExpansion, swiftSyntaxMacros]),
    ("HoneDatabase", ["HoneCore", "HoneTesting", "hone-change-fixture", grdb, sqlite]),
    ("HonePostgres", ["HoneDatabase", "HoneTesting"]),
    ("HoneYAML", []),
    ("HoneLoad", ["HoneCore", "HoneTesting", "HoneYAML"]),
    ("HoneLive", ["HoneCore", "HoneLoad", "HoneTesting"]),
    ("HoneAgent", ["Bistro", "HoneDatabase", "HonePostgres", "HoneTesting", grdb]),
    ("HoneReport", ["HoneCache"]),
    (
        "HoneHummingbird",
        [
            "HoneCache", "HoneLoad", "HoneTesting", httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
            nioPosix, serviceLifecycle,
        ]
    ),
    ("HoneTesting", ["HoneCore", "HoneMonitor", logging, nioCore, nioPosix]),
    ("CHoneTrace", ["HoneDatabase", "HoneTesting"]),
    ("hone", ["HoneCache", "HoneDatabase", "HonePostgres", "HoneTesting", "hone-change-fixture"]),
    ("Bistro", ["HoneCore", "HoneTesting", grdb, httpTypes, hummingbird, hummingbirdTesting]),
]

/// What lies in a test folder and is neither built nor bundled.
let fixtures = ["HoneAgent": ["Fixtures/app.py", "Fixtures/habits.py"], "HoneCache": ["Traces"]]

let package = Package(
    name: "hone",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "hone", targets: ["hone"]),
        .library(name: "HoneTrace", type: .dynamic, targets: ["CHoneTrace"]),
        .library(name: "HoneCore", targets: ["HoneCore"]),
        .library(name: "HoneHTTP", targets: ["HoneHTTP"]),
        .library(name: "HoneCache", targets: ["HoneCache"]),
        .library(name: "HoneCacheDisk", targets: ["HoneCacheDisk"]),
        .library(name: "HoneCacheRedis", targets: ["HoneCacheRedis"]),
        .library(name: "HoneMonitor", targets: ["HoneMonitor"]),
        .library(name: "HoneMonitorExport", targets: ["HoneMonitorExport"]),
        .library(name: "HoneMonitored", targets: ["HoneMonitored"]),
        .library(name: "HoneCached", targets: ["HoneCached"]),
        .library(name: "HoneDatabase", targets: ["HoneDatabase"]),
        .library(name: "HonePostgres", targets: ["HonePostgres"]),
        .library(name: "HoneYAML", targets: ["HoneYAML"]),
        .library(name: "HoneLoad", targets: ["HoneLoad"]),
        .library(name: "HoneLive", targets: ["HoneLive"]),
        .library(name: "HoneHummingbird", targets: ["HoneHummingbird"]),
        .library(name: "HoneTesting", targets: ["HoneTesting"]),
    ],
    dependencies: packages,
    targets: modules
        + tests.map { test in
            .testTarget(
                name: "\(test.module)Tests",
                // The tracer is tested as the library it is built to: linked in, it would stand in front of the
                // tests' own SQLite.
                dependencies: (test.module == "CHoneTrace" ? [] : [.byName(name: test.module)]) + test.extra,
                path: "Tests/\(test.module)Tests", exclude: fixtures[test.module, default: []])
        }
)

// MARK: Settings

for target in package.targets where target.type != .system && target.name != "CHoneTrace" {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]
}

// MARK: One module at a time

// `HONE_ONLY=HoneLoad swift test` builds that module, what it imports and its tests, and nothing else:
// on two cores the difference between seconds and minutes. CI builds everything.
if let only = Context.environment["HONE_ONLY"], !only.isEmpty {
    var wanted = Set(only.split(separator: ",").flatMap { [String($0), "\($0)Tests"] })
    var grew = true
    while grew {
        let before = wanted.count
        for target in package.targets where wanted.contains(target.name) {
            for case .byNameItem(let name, _) in target.dependencies { wanted.insert(name) }
        }
        grew = wanted.count > before
    }
    package.targets.removeAll { !wanted.contains($0.name) }
    package.products.removeAll { product in
        switch product {
        case let library as Product.Library: !library.targets.allSatisfy(wanted.contains)
        case let executable as Product.Executable: !executable.targets.allSatisfy(wanted.contains)
        default: false
        }
    }
}
