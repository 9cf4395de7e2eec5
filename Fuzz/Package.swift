// swift-tools-version: 6.2
import PackageDescription

// A package of its own: its sources are compiled for libFuzzer only, with the flags that the Makefile gives.
let package = Package(
    name: "Fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "imagescan", path: "..")],
    targets: [
        .systemLibrary(name: "CFuzzer"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", .product(name: "ImageAdvisories", package: "imagescan"),
                .product(name: "ImageKit", package: "imagescan"),
            ],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .strictMemorySafety(),
            ]
        ),
    ]
)
