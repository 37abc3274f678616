// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
]

// A package of its own, so that nobody who builds or uses Hone builds its benchmarks.
//   cd Benchmarks && swift run -c release bench-load
let package = Package(
    name: "hone-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "hone", path: ".."), .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    ],
    targets: [
        .target(name: "CFrozenServer"),
        .executableTarget(
            name: "bench-load",
            dependencies: [
                "BenchmarkSections", "CFrozenServer", .product(name: "HoneCore", package: "hone"),
                .product(name: "HoneLoad", package: "hone"), .product(name: "HoneTesting", package: "hone"),
            ],
            swiftSettings: settings),
        .target(name: "BenchmarkSections", swiftSettings: settings),
        .executableTarget(
            name: "bench-database",
            dependencies: [
                "BenchmarkSections", .product(name: "HoneCore", package: "hone"),
                .product(name: "HoneDatabase", package: "hone"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .target(name: "CAllocations"),
        .executableTarget(
            name: "bench-monitor",
            dependencies: [
                "BenchmarkSections", "CAllocations", .product(name: "HoneCore", package: "hone"),
                .product(name: "HoneMonitor", package: "hone"), .product(name: "HoneHummingbird", package: "hone"),
                .product(name: "HoneTesting", package: "hone"), .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "bench-cache",
            dependencies: [
                "BenchmarkSections", "CAllocations", .product(name: "HoneCache", package: "hone"),
                .product(name: "HoneCore", package: "hone"), .product(name: "HoneHTTP", package: "hone"),
                .product(name: "HoneHummingbird", package: "hone"), .product(name: "HoneTesting", package: "hone"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "BenchmarkSectionsTests", dependencies: ["BenchmarkSections"], swiftSettings: settings),
        .testTarget(name: "bench-loadTests", dependencies: ["bench-load"], swiftSettings: settings),
    ]
)
