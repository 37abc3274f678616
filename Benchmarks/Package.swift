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
    dependencies: [.package(name: "hone", path: "..")],
    targets: [
        .target(name: "CFrozenServer"),
        .executableTarget(
            name: "bench-load",
            dependencies: [
                "CFrozenServer", .product(name: "HoneCore", package: "hone"),
                .product(name: "HoneLoad", package: "hone"), .product(name: "HoneTesting", package: "hone"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "bench-database",
            dependencies: [
                .product(name: "HoneCore", package: "hone"), .product(name: "HoneDatabase", package: "hone"),
            ],
            swiftSettings: settings),
        .testTarget(name: "bench-loadTests", dependencies: ["bench-load"], swiftSettings: settings),
    ]
)
