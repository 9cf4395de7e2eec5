// swift-tools-version: 6.2
import PackageDescription

// Set by the Makefile: whoever depends on the package is not stopped by a warning of a later compiler.
let isStrict = Context.environment["IMAGESCAN_STRICT"] == "1"

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .strictMemorySafety(),
    ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "imagescan",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "ImageKit", targets: ["ImageKit"]),
        .library(name: "ImageReading", targets: ["ImageReading"]),
        .library(name: "ImagePackages", targets: ["ImagePackages"]),
        .library(name: "ImageLedger", targets: ["ImageLedger"]),
        .library(name: "ImageWriting", targets: ["ImageWriting"]),
        .library(name: "ImageReports", targets: ["ImageReports"]),
        .library(name: "ImagePolicy", targets: ["ImagePolicy"]),
        .library(name: "ImageAdvisories", targets: ["ImageAdvisories"]),
        .executable(name: "imagescan", targets: ["imagescan"]),
    ],
    traits: [
        .trait(name: "ISAL", description: "Inflate gzip with ISA-L (libisal-dev), about twice as fast as zlib."),
        .default(enabledTraits: ["ISAL"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSandbox"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        // The library, in the order in which data flows: a target uses those above it, and never one below.
        .target(
            name: "ImageReading",
            dependencies: [
                "CArchive", "CCrypto",
                .target(name: "CISAL", condition: .when(traits: ["ISAL"])),
                "CLZMA",
                "CZlib",
                "CZstd",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Sources/ImageKit/Reading",
            swiftSettings: settings
        ),
        .target(
            name: "ImagePackages", dependencies: ["ImageReading"], path: "Sources/ImageKit/Packages",
            swiftSettings: settings),
        .target(
            name: "ImageLedger", dependencies: ["ImageReading", "ImagePackages"], path: "Sources/ImageKit/Ledger",
            swiftSettings: settings),
        // What reports and policies are written with: they use this target, and not each other, so that both compile at once.
        .target(
            name: "ImageWriting",
            dependencies: ["ImageReading", "ImagePackages", "ImageLedger"],
            path: "Sources/ImageKit/Writing",
            // Into the program itself: it is installed as one file.
            resources: [.embedInCode("Templates")],
            swiftSettings: settings
        ),
        .target(
            name: "ImageReports", dependencies: ["ImageReading", "ImagePackages", "ImageLedger", "ImageWriting"],
            path: "Sources/ImageKit/Reports", swiftSettings: settings),
        .target(
            name: "ImagePolicy",
            dependencies: ["CYAML", "ImageReading", "ImagePackages", "ImageLedger", "ImageWriting"],
            path: "Sources/ImageKit/Policy",
            resources: [.embedInCode("Policies")],
            swiftSettings: settings
        ),
        // Beside the library: only who looks for vulnerabilities builds it.
        .target(
            name: "ImageAdvisories",
            dependencies: [
                "CArchive", "CSQLite", "ImageReading", "ImagePackages", "ImageLedger",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Sources/ImageKit/Advisories", swiftSettings: settings),
        .target(
            name: "ImageKit",
            dependencies: [
                "ImageReading", "ImagePackages", "ImageLedger", "ImageWriting", "ImageReports", "ImagePolicy",
            ],
            exclude: ["Reading", "Packages", "Ledger", "Writing", "Reports", "Policy", "Advisories"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "imagescan",
            dependencies: [
                "CMalloc",
                .target(name: "CSandbox", condition: .when(platforms: [.linux])),
                "ImageKit", "ImageAdvisories",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Articles", dependencies: ["ImageKit", "ImageReading"], path: "Examples/Articles",
            swiftSettings: settings),
        .executableTarget(
            name: "EcosystemExample",
            dependencies: ["ImageKit"],
            path: "Examples/EcosystemExample",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "MatcherExample",
            dependencies: ["ImageReading", "ImagePackages", "ImageLedger"],
            path: "Examples/MatcherExample",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ZipSourceExample",
            dependencies: ["ImageKit", "ImageReading", "CZlib"],
            path: "Examples/ZipSource",
            swiftSettings: settings
        ),
        .testTarget(
            name: "ImageKitTests",
            dependencies: [
                "ImageKit", "ImageReading", "ImagePackages", "ImageLedger", "ImageReports", "ImagePolicy",
                "ImageAdvisories", "Articles", "EcosystemExample", "MatcherExample", "ZipSourceExample", "CArchive",
                "CLZMA",
                "CZlib", "CZstd",
            ],
            exclude: ["Reports/Goldens"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "imagescanTests",
            dependencies: ["imagescan", "ImageKit"],
            exclude: ["Goldens", "Scripts"],
            swiftSettings: settings
        ),
    ]
)

// Set by `make docs`: whoever depends on the package does not fetch the plugin.
if Context.environment["IMAGESCAN_DOCS"] == "1" {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
