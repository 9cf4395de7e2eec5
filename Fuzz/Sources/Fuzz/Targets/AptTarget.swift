@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads a Release file, a list of packages and settings of apt, each a section of the input.
enum AptTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        let sections = input.sections
        let release = AptRelease(sections[0])
        expect([1, 100, 500].contains(release.priority), "the priority is \(release.priority)")
        guard let list = sections.dropFirst().first else { return }
        let index = AptIndex(list, file: "Packages", release: release, names: ["tool", "other"])
        expect(index.offers.keys.allSatisfy { ["tool", "other"].contains($0) }, "a package nobody asked for")
        for settings in sections.dropFirst(2) { _ = AptSettings.assignments(in: settings) }
    }
}
