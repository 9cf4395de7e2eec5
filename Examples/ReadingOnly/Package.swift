// swift-tools-version: 6.2
import PackageDescription

// A package of its own, as a user of the library has one: `make test` asserts that it builds nothing else of the library.
let package = Package(
    name: "ReadingOnly",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "imagescan", path: "../..")],
    targets: [
        .executableTarget(
            name: "ReadingOnly",
            dependencies: [.product(name: "ImageReading", package: "imagescan")],
            path: ".",
            exclude: ["test.sh"],
            sources: ["ReadingOnly.swift"])
    ]
)
