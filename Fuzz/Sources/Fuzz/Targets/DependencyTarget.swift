@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads relations, requirements, markers and package URLs, each from every line.
enum DependencyTarget: FuzzTarget {
    private static let environment = EnvironmentMarker.Environment.linux(pythonVersion: "3.11.2", machine: "x86_64")

    static func run(_ input: FuzzInput) throws {
        for line in input.lines.prefix(4) {
            readRelations(line)
            readRequirement(line)
            readPackageURL(line)
            expectPrintable(DisplayText.escaped(line))
            expect(PythonName.normalized(PythonName.normalized(line)) == PythonName.normalized(line), "name '\(line)'")
        }
    }

    private static func readRelations(_ line: String) {
        for element in DebianRelation.elements(of: line) {
            expect(DebianRelation.elements(of: element) == [element], "'\(element)' is not one element")
            guard let relation = DebianRelation(element) else { continue }
            expect(!relation.alternatives.isEmpty, "'\(element)' has no alternative")
            for constraint in relation.alternatives.compactMap(\.constraint) {
                let version = DebianVersion(constraint.version)
                let isIncluded = constraint.comparison != .earlier && constraint.comparison != .later
                expect(constraint.contains(version) == isIncluded, "'\(element)' and its own version")
            }
        }
    }

    private static func readRequirement(_ line: String) {
        if let requirement = PythonRequirement(line) {
            expect(PythonName.isValid(requirement.name), "'\(line)' has no name")
            _ = requirement.marker?.isFulfilled(in: environment, extras: requirement.extras)
        }
        guard let marker = EnvironmentMarker(line) else { return }
        _ = marker.isFulfilled(in: environment)
        guard line.utf8.count < 2000, let nested = EnvironmentMarker("(\(line)) or (\(line))") else { return }
        expect(nested.isFulfilled(in: environment) == marker.isFulfilled(in: environment), "'\(line)' or itself")
    }

    private static func readPackageURL(_ line: String) {
        guard let url = try? PackageURL(normalizing: line) else { return }
        do {
            let again = try PackageURL(url.description)
            expect(again == url && again.description == url.description, "'\(url)' is read back as '\(again)'")
        } catch {
            fatalError("'\(url)' can't be read back: \(error)")
        }
    }
}
