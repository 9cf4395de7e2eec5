@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads and compares versions, a few at a time.
enum VersionTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        let texts = Array(input.lines.prefix(3))
        expectOrderedWithoutHashes(texts.map { DebianVersion($0) })
        let versions = texts.compactMap { PythonVersion($0) }
        expectOrdered(versions)
        for version in versions {
            guard let again = PythonVersion(version.description) else { fatalError("'\(version)' can't be read back") }
            expect(
                again == version && again.description == version.description, "'\(version)' is read back as '\(again)'")
            expect(version.publicVersion <= version, "'\(version)' is before its public version")
        }
        for text in texts {
            let version = DebianVersion(text)
            let parts = [version.epoch.isEmpty ? "" : "\(version.epoch):", version.upstream]
            let revision = version.revision.map { "-\($0)" } ?? ""
            expect(parts.joined() + revision == text, "the parts of '\(text)' are not the whole")
            _ = version.isValid
        }
        for specifiers in texts.compactMap({ PythonVersionSpecifierSet($0) }) {
            let again = PythonVersionSpecifierSet(specifiers.description)
            expect(again == specifiers, "'\(specifiers)' is read back as '\(again?.description ?? "")'")
            for text in texts {
                expect(specifiers.contains(text) == again?.contains(text), "\(specifiers) and \(text)")
            }
            _ = specifiers.filter(texts)
        }
    }
}
